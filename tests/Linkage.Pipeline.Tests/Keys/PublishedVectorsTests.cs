using System.Security.Cryptography;
using Linkage.Pipeline.Keys;

namespace Linkage.Pipeline.Tests.Keys;

/// <summary>
/// The primitives as this room uses them (HMAC-SHA-256 and HKDF-SHA-256 whole, AES-256-GCM with a nonce of 96 and a tag of 128 bits) against published vectors. Numbers are the
/// <c>tcId</c> of Project Wycheproof's testvectors_v1; RFC 4231 stands in <see cref="PseudonymKeyTests"/>, RFC 5869 in <see cref="KeyRingTests"/>.
/// </summary>
public sealed class PublishedVectorsTests
{
    public static TheoryData<int, string, string, string, bool> Hmac => new()
    {
        { 1, "1e225cafb90339bba1b24076d4206c3e79c355805d851682bc818baa4f5a7779", "", "b175b57d89ea6cb606fb3363f2538abd73a4c00b4a1386905bac809004cf1933", true },
        { 2, "8159fd15133cd964c9a6964c94f0ea269a806fd9f43f0da58b6cd1b33d189b2a", "77", "dfc5105d5eecf7ae7b8b8de3930e7659e84c4172f2555142f1e568fc1872ad93", true },
        { 17, "6fa353868c82e5deeedac7f09471a61bf749ab5498239e947e012eee3c82d7c4", "aeed3e4d4cb9bbb60d482e98c126c0f5", "9ed7f0e73812a27a87a3808ee0c89a6456499e835974ba57c5aab2a0d8c69e93", true },
        { 26, "82314540564ea3ce30591e97f68b2602de40fa29f773c2508327471b8348e8c4", "6a6d2f45cebf2757ae16ea33c68617671d77f8fdf80bed8fc5cdc5c8b7086bd28e7eb3eecc7163491104e5309455e67f836579b82a1da3bf5991a8e2b2f189a49e05700e46c409ed5de77780a5f389e3f13dad406c9d55675329c5c921f07034180937c0f6ef34a2308b6ff3e1a0e9dc1ea65f5632730e8744d1db2c40a6595b", "0900b3e6535d34f90e2c335775e86bf38ee7e3d26fb60cd9cdf639eb3496b94c", true },
        { 28, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d28b42096d80f45f826b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1cb", false },
        { 30, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d18b42096d80f45f826b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1cb", false },
        { 32, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "538b42096d80f45f826b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1cb", false },
        { 34, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d38a42096d80f45f826b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1cb", false },
        { 36, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d38b42896d80f45f826b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1cb", false },
        { 38, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d38b42096c80f45f826b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1cb", false },
        { 40, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d38b42096f80f45f826b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1cb", false },
        { 42, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d38b42096d80f4df826b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1cb", false },
        { 44, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d38b42096d80f45f836b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1cb", false },
        { 46, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d38b42096d80f45f026b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1cb", false },
        { 48, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d38b42096d80f45f824b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1cb", false },
        { 50, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d38b42096d80f45f826b45a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1cb", false },
        { 52, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d38b42096d80f45f826b44a9d4607de72496a415d3f4a1a8c88e3bb9da8dc1cb", false },
        { 54, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d38b42096d80f45f826b44a9d7607de72496a415d3f4a1a8c88e3bb9da8dc1cb", false },
        { 56, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d38b42096d80f45f826b44a955607de72496a415d3f4a1a8c88e3bb9da8dc1cb", false },
        { 58, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d38b42096d80f45f826b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1ca", false },
        { 60, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d38b42096d80f45f826b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1c9", false },
        { 62, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d38b42096d80f45f826b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc18b", false },
        { 64, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d38b42096d80f45f826b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc14b", false },
        { 66, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d28b42096d80f45f836b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1cb", false },
        { 68, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d38b42896d80f4df826b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1cb", false },
        { 70, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d38b42096d80f4df826b44a9d5607d672496a415d3f4a1a8c88e3bb9da8dc1cb", false },
        { 72, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "2c74bdf6927f0ba07d94bb562a9f8218db695bea2c0b5e573771c44625723e34", false },
        { 74, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "0000000000000000000000000000000000000000000000000000000000000000", false },
        { 76, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", false },
        { 78, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "530bc289ed0074df02ebc42955e0fd67a416249553742128480ebb395a0d414b", false },
        { 80, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "", "d28a43086c81f55e836a45a8d4617ce62597a514d2f5a0a9c98f3ab8db8cc0ca", false },
        { 169, "8a0c46eb8a2959e39865330079763341e7439dab149694ee57e0d61ec73d947e1d5301cd974e18a5e0d1cf0d2c37e8aadd9fd589d57ef32e47024a99bc3f70c077", "", "f5bfb940561fb4db73ebba49bf2e4893bb0cca618a71b7ecf6aca38231e167ea", true },
        { 170, "2877ebb81f80334fd00516337446c5cf5ad4a3a2e197269e5b0ad1889dfe2b4b0aaa676fac55b36ce3affc7f1092ab89c53273a837bd5bc94d1a9d9e5b02e9856f", "ba448db88f154f775028fdecf9e6752d", "1690ed4180642899e0deb9ec2270374e8b0a484217f5a682c524316eca219b64", true },
        { 171, "21178e26bc28ffc27c06f762ba190a627075856d7ca6feab79ac63149b17126e34fd9e5590e0e90aac801df09505d8af2dd0a2703b352c573ac9d2cb063927f2af", "7d5f1d6b993452b1b53a4375760d10a20d46a0ab9ec3943fc4b07a2ce735e731", "e542ac8ac8f364bae4b7da8b7a0777df350f001de4e8cfa2d9ef0b15019496ec", true },
    };

    public static TheoryData<int, string, string, string, int, string> Hkdf => new()
    {
        { 2, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "", 42, "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8" },
        { 4, "24aeff2645e3e0f5494a9a102778c43a", "", "", 20, "d4cca5e416c3d9eb58bd562e922691daff76aa4d" },
        { 5, "a23632e18ec76b59b1c87008da3f8a7e", "", "", 42, "976d1590926ac35e28d7f1a29fe98a1f787703a71cee3cb2c10acb9cc1b56c0f21b55d5de37755a79b12" },
        { 6, "a4748031a14d3e6aafe42aa20c568f5f", "", "", 64, "03f5db41f4484ec9468648c9f2a7f73ec18386008691b0555a7eec165e2f8cc72a6e74fffafbfb1ead00a89ff80ba00a266a70fcac07364110c6f5707f5096aa" },
        { 27, "fa4f94e9cdbf725c1ee98decddbe42ec06196116", "", "", 20, "f32a552257d372b16c5d8c46e6c07dc9c33be9bc" },
        { 28, "094db4e2eaae8fc9dca0d9bc14b29387fd476921", "", "", 42, "41ae65892c3359f808e906bbc91c701f7e067b548e685bc02d5badad2799221bf313964f8307670d76a8" },
        { 29, "bfbe4f1edace02b2a3afcaada5f319103996dec9", "", "", 64, "93c737cdce4fe225839614393bc5ff6fd14390dc436ad6f9e13a7714e8b8b2d66cb690fd9a213c0e297ac96fda5d27e002cfc344964b86e78ff23c260cbcc82e" },
        { 50, "7ef7d4f8c11d940471cf9a3048d66b3b3a3d9db9fed5f81419fe75dd50116f4e", "", "", 20, "a370de1c822b8eb00645c18e32ad6a1f4bb17c9b" },
        { 51, "1b6c7d5da045bf8bd4ac3083e8de2b90904bc7f7830bef876e355b74466cef91", "", "", 42, "50dd5b5adbe96aa216f93c4cbb7d568d5141b3ef7214be885984629b93f07814870db846c3efc8c7db7f" },
        { 52, "b9da242c02bfe79364aedd7a323692191092edb2094f112675c2609a387c3b21", "", "", 64, "384c0ded57bf066d6665d88355aff9eab8cbd78c1c71af7b8334cde6536f21223aeddd5a84d278d5d73f5b536973575dd2993a4a857289c3b59861643c464c2c" },
    };

    public static TheoryData<int, string, string, string, string, string, string, bool> AesGcmVectors => new()
    {
        { 91, "92ace3e348cd821092cd921aa3546374299ab46209691bc28b8752d17f123c20", "00112233445566778899aabb", "00000000ffffffff", "00010203040506070809", "e27abdd2d2a53d2f136b", "9a4a2579529301bcfb71c78d4060f52c", true },
        { 92, "29d3a44f8723dc640239100c365423a312934ac80239212ac3df3421a2098123", "00112233445566778899aabb", "aabbccddeeff", "", "", "2a7d77fa526b8250cb296078926b5020", true },
        { 93, "80ba3192c803ce965ea371d5ff073cf0f43b6a2ab576b208426e11409c09b9b0", "4da5bf8dfd5852c1ea12379d", "", "", "", "4771a7c404a472966cea8f73c8bfe17a", true },
        { 94, "cc56b680552eb75008f5484b4cb803fa5063ebd6eab91f6ab6aef4916a766273", "99e23ec48985bccdeeab60f1", "", "2a", "06", "633c1e9703ef744ffffb40edf9d14355", true },
        { 95, "51e4bf2bad92b7aff1a4bc05550ba81df4b96fabf41c12c7b00e60e48db7e152", "4f07afedfdc3b6c2361823d3", "", "be3308f72a2c6aed", "cf332a12fdee800b", "602e8d7c4799d62c140c9bb834876b09", true },
        { 96, "67119627bd988eda906219e08c0d0d779a07d208ce8a4fe0709af755eeec6dcb", "68ab7fdbf61901dad461d23c", "", "51f8c1f731ea14acdb210a6d973e07", "43fc101bff4b32bfadd3daf57a590e", "ec04aacb7148a8b8be44cb7eaf4efa69", true },
        { 97, "59d4eafb4de0cfc7d3db99a8f54b15d7b39f0acc8da69763b019c1699f87674a", "2fcb1b38a99e71b84740ad9b", "", "549b365af913f3b081131ccb6b825588", "f58c16690122d75356907fd96b570fca", "28752c20153092818faba2a334640d6e", true },
        { 98, "3b2458d8176e1621c0cc24c0c0e24c1e80d72f7ee9149a4b166176629616d011", "45aaa3e5d16d2d42dc03445d", "", "3ff1514b1c503915918f0c0c31094a6e1f", "73a6b6f45f6ccc5131e07f2caa1f2e2f56", "2d7379ec1db5952d4e95d30c340b1b1d", true },
        { 99, "0212a8de5007ed87b33f1a7090b6114f9e08cefd9607f2c276bdcfdbc5ce9cd7", "e6b1adf2fd58a8762c65f31b", "", "10f1ecf9c60584665d9ae5efe279e7f7377eea6916d2b111", "0843fff52d934fc7a071ea62c0bd351ce85678cde3ea2c9e", "7355fde599006715053813ce696237a8", true },
        { 100, "b279f57e19c8f53f2f963f5f2519fdb7c1779be2ca2b3ae8e1128b7d6c627fc4", "98bc2c7438d5cd7665d76f6e", "c0", "fcc515b294408c8645c9183e3f4ecee5127846d1", "eb5500e3825952866d911253f8de860c00831c81", "ecb660e1fb0541ec41e8d68a64141b3a", true },
        { 130, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9de8fef6d8ab1bf1bf887232eab590dd", false },
        { 131, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9ee8fef6d8ab1bf1bf887232eab590dd", false },
        { 132, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "1ce8fef6d8ab1bf1bf887232eab590dd", false },
        { 133, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9ce9fef6d8ab1bf1bf887232eab590dd", false },
        { 134, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9ce8fe76d8ab1bf1bf887232eab590dd", false },
        { 135, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9ce8fef6d9ab1bf1bf887232eab590dd", false },
        { 136, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9ce8fef6daab1bf1bf887232eab590dd", false },
        { 137, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9ce8fef6d8ab1b71bf887232eab590dd", false },
        { 138, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9ce8fef6d8ab1bf1be887232eab590dd", false },
        { 139, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9ce8fef6d8ab1bf13f887232eab590dd", false },
        { 140, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9ce8fef6d8ab1bf1bfa87232eab590dd", false },
        { 141, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9ce8fef6d8ab1bf1bf887332eab590dd", false },
        { 142, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9ce8fef6d8ab1bf1bf887232ebb590dd", false },
        { 143, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9ce8fef6d8ab1bf1bf887232e8b590dd", false },
        { 144, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9ce8fef6d8ab1bf1bf8872326ab590dd", false },
        { 145, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9ce8fef6d8ab1bf1bf887232eab590dc", false },
        { 146, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9ce8fef6d8ab1bf1bf887232eab590df", false },
        { 147, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9ce8fef6d8ab1bf1bf887232eab5909d", false },
        { 148, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9ce8fef6d8ab1bf1bf887232eab5905d", false },
        { 149, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9de8fef6d8ab1bf1be887232eab590dd", false },
        { 150, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9ce8fe76d8ab1b71bf887232eab590dd", false },
        { 151, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9ce8fef6d8ab1b71bf887232eab5905d", false },
        { 152, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "631701092754e40e40778dcd154a6f22", false },
        { 153, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "00000000000000000000000000000000", false },
        { 154, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "ffffffffffffffffffffffffffffffff", false },
        { 155, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "1c687e76582b9b713f08f2b26a35105d", false },
        { 156, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "505152535455565758595a5b", "", "202122232425262728292a2b2c2d2e2f", "b2061457c0759fc1749f174ee1ccadfa", "9de9fff7d9aa1af0be897333ebb491dc", false },
    };

    /// <summary>AES-256-GCM, test cases 13 to 16 of McGrew and Viega's submission to NIST, which SP 800-38D names: key, nonce, associated data, plain, sealed, tag.</summary>
    public static TheoryData<int, string, string, string, string, string, string> NistGcm => new()
    {
        { 13, new string('0', 64), new string('0', 24), "", "", "", "530f8afbc74536b9a963b4f1c4cb738b" },
        { 14, new string('0', 64), new string('0', 24), "", new string('0', 32), "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919" },
        { 15, FeffeKey, "cafebabefacedbaddecaf888", "", Plain + "1aafd255", Sealed + "898015ad", "b094dac5d93471bdec1a502270e3cc6c" },
        { 16, FeffeKey, "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2", Plain, Sealed, "76fc6ece0f4e1768cddf8853bb2d551b" },
    };

    private const string FeffeKey = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
    private const string Plain = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
    private const string Sealed = "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662";

    [Theory]
    [MemberData(nameof(Hmac))]
    public void Pseudonym_WycheproofHmac_AgreesExactlyWhereItShould(int number, string key, string message, string tag, bool isValid)
    {
        using var pseudonym = new PseudonymKey(Convert.FromHexString(key), []);
        Span<byte> made = stackalloc byte[32];
        pseudonym.Pseudonym(Convert.FromHexString(message), made);

        Assert.True(isValid == CryptographicOperations.FixedTimeEquals(made, Convert.FromHexString(tag)), $"tcId {number}");
        Assert.False(CryptographicOperations.FixedTimeEquals(made, Convert.FromHexString(tag[..32])), $"tcId {number}, truncated");
    }

    [Theory]
    [MemberData(nameof(Hkdf))]
    public void Hkdf_Wycheproof_Agrees(int number, string secret, string salt, string info, int size, string expected)
    {
        // In the two steps in which a key ring derives.
        var extracted = HKDF.Extract(HashAlgorithmName.SHA256, Convert.FromHexString(secret), Convert.FromHexString(salt));
        var key = new byte[size];
        HKDF.Expand(HashAlgorithmName.SHA256, extracted, key, Convert.FromHexString(info));

        Assert.True(expected == Convert.ToHexStringLower(key), $"tcId {number}");
    }

    [Theory]
    [InlineData(8160, true)]
    [InlineData(8161, false)]
    public void Hkdf_LongerThan255Blocks_IsRefused(int size, bool isPossible)
    {
        var key = new byte[size];

        Assert.Equal(isPossible, Record.Exception(() => HKDF.Expand(HashAlgorithmName.SHA256, new byte[32], key, [])) is null);
    }

    [Theory]
    [MemberData(nameof(AesGcmVectors))]
    public void AesGcm_Wycheproof_OpensExactlyWhatItShould(int number, string key, string nonce, string associated, string plain, string sealedText, string tag, bool isValid)
    {
        using var cipher = new AesGcm(Convert.FromHexString(key), tagSizeInBytes: 16);
        var opened = new byte[plain.Length / 2];
        Array.Fill(opened, (byte)0xA5);
        var error = Record.Exception(() => cipher.Decrypt(
            Convert.FromHexString(nonce), Convert.FromHexString(sealedText), Convert.FromHexString(tag), opened, Convert.FromHexString(associated)));

        Assert.True(isValid == error is null, $"tcId {number}");
        Assert.Equal(isValid ? plain : string.Concat(Enumerable.Repeat("00", opened.Length)), Convert.ToHexStringLower(opened));
        if (isValid)
        {
            var (again, mac) = Seal(cipher, nonce, associated, plain);
            Assert.Equal((sealedText, tag), (again, mac));
        }
        else
        {
            Assert.IsType<AuthenticationTagMismatchException>(error);
        }
    }

    [Theory]
    [MemberData(nameof(NistGcm))]
    public void AesGcm_Nist_Agrees(int number, string key, string nonce, string associated, string plain, string sealedText, string tag)
    {
        using var cipher = new AesGcm(Convert.FromHexString(key), tagSizeInBytes: 16);

        Assert.Equal((number, sealedText, tag), (number, Seal(cipher, nonce, associated, plain).Sealed, Seal(cipher, nonce, associated, plain).Tag));
    }

    [Fact]
    public void AesGcm_ShortenedTagOrNonce_IsRefused()
    {
        using var cipher = new AesGcm(Convert.FromHexString(FeffeKey), tagSizeInBytes: 16);
        var (sealedText, tag) = Seal(cipher, "cafebabefacedbaddecaf888", "", Plain);
        var opened = new byte[Plain.Length / 2];
        for (var length = 0; length < 16; length++)
        {
            Assert.ThrowsAny<Exception>(() => cipher.Decrypt(Convert.FromHexString("cafebabefacedbaddecaf888"), Convert.FromHexString(sealedText), Convert.FromHexString(tag)[..length], opened));
        }

        Assert.ThrowsAny<Exception>(() => cipher.Decrypt(Convert.FromHexString("cafebabefacedbad"), Convert.FromHexString(sealedText), Convert.FromHexString(tag), opened));
        cipher.Decrypt(Convert.FromHexString("cafebabefacedbaddecaf888"), Convert.FromHexString(sealedText), Convert.FromHexString(tag), opened);
        Assert.Equal(Plain, Convert.ToHexStringLower(opened));
    }

    private static (string Sealed, string Tag) Seal(AesGcm cipher, string nonce, string associated, string plain)
    {
        var (sealedBytes, tag) = (new byte[plain.Length / 2], new byte[16]);
        cipher.Encrypt(Convert.FromHexString(nonce), Convert.FromHexString(plain), sealedBytes, tag, Convert.FromHexString(associated));
        return (Convert.ToHexStringLower(sealedBytes), Convert.ToHexStringLower(tag));
    }
}
