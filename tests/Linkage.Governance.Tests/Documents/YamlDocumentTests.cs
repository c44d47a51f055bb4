using System.Text;
using Linkage.Governance.Documents;

namespace Linkage.Governance.Tests.Documents;

public sealed class YamlDocumentTests
{
    private enum Side
    {
        Left,
        Right,
    }

    [Fact]
    public void Read_EveryType_ReturnsTypedValues()
    {
        const string Text = """
            # a comment
            id: homes-and-money
            version: 3
            share: 0.90
            from: 2026-11-22
            at: 2026-11-22T09:30:00Z
            open: true
            side: Right
            tags: [a, "b c", no]
            columns:
              name: [Match]
              dob: [Select, Output]
            law:
              text: >
                Two lines
                of words.
            """;

        var read = YamlDocument.Parse(Text, "rule.yaml").Read(map => new
        {
            Id = map.RequiredString("id"),
            Version = map.RequiredInteger("version", 1),
            Share = map.RequiredNumber("share", 0, 1),
            From = map.RequiredDate("from"),
            At = map.RequiredInstant("at"),
            Open = map.RequiredBoolean("open"),
            Side = map.RequiredEnum<Side>("side"),
            Tags = map.RequiredStrings("tags"),
            Columns = map.RequiredEntries("columns", (name, uses) => (name, uses.AsList(use => use.AsString()).Count)),
            Law = map.RequiredMap("law", law => law.RequiredString("text")),
            Absent = map.OptionalString("absent"),
        });

        Assert.Equal("homes-and-money", read.Id);
        Assert.Equal(3, read.Version);
        Assert.Equal(0.9m, read.Share);
        Assert.Equal(new DateOnly(2026, 11, 22), read.From);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 9, 30, 0, TimeSpan.Zero), read.At);
        Assert.True(read.Open);
        Assert.Equal(Side.Right, read.Side);
        Assert.Equal(["a", "b c", "no"], read.Tags);
        Assert.Equal([("name", 1), ("dob", 2)], read.Columns);
        Assert.Equal("Two lines of words.", read.Law);
        Assert.Null(read.Absent);
    }

    [Theory]
    [InlineData("id: a\nversion: 1\nsides: [Left]\ncolour: red\n", "f.yaml, line 4, key colour: the key 'colour' is not known here; correct or remove it. Known keys: id, note, sides, version.")]
    [InlineData("id: a\nversion: 1\nid: b\n", "f.yaml, line 3, key id: this key was already given on line 1; keep one of the two.")]
    [InlineData("version: 1\n", "f.yaml, line 1, key id: the key 'id' is missing; add it.")]
    [InlineData("id:\nversion: 1\n", "f.yaml, line 1, key id: there is no value, and text is needed; write one or remove the key.")]
    [InlineData("id: ~\nversion: 1\n", "f.yaml, line 1, key id: there is no value, and text is needed; write one or remove the key.")]
    [InlineData("id: [a]\nversion: 1\n", "f.yaml, line 1, key id: this is a list, and text is needed.")]
    [InlineData("id: a\nversion: one\n", "f.yaml, line 2, key version: 'one' is not a whole number; write digits only, such as 10.")]
    [InlineData("id: a\nversion: \"1\"\n", "f.yaml, line 2, key version: this is text in quotes, and a whole number such as 10 is needed; write it without quotes.")]
    [InlineData("id: a\nversion: 0\n", "f.yaml, line 2, key version: 0 is out of range; write a whole number from 1 to 9.")]
    [InlineData("id: a\nversion: 0x1\n", "f.yaml, line 2, key version: '0x1' is not a whole number; write digits only, such as 10.")]
    [InlineData("id: a\nversion: 1\nsides: [Left, Up]\n", "f.yaml, line 3, key sides[1]: 'Up' is not known here; write one of Left, Right.")]
    [InlineData("id: a\nversion: 1\nsides: [Left, left]\n", "f.yaml, line 3, key sides[1]: 'left' is not known here; write one of Left, Right.")]
    [InlineData("id: a\nversion: 1\nsides: Left\n", "f.yaml, line 3, key sides: this is a single value, and a list is needed; write the items in [ ] or one a line after a hyphen.")]
    [InlineData("id: &x a\nversion: 1\n", "f.yaml, line 1, key id: anchors (&name) are not read here; remove the anchor, or quote the value if the ampersand is part of it.")]
    [InlineData("id: a\nversion: *x\n", "f.yaml, line 2, key version: aliases (*name) are not read here; write the value out, or quote it if the asterisk is part of it.")]
    [InlineData("id: !!str a\nversion: 1\n", "f.yaml, line 1, key id: tags (!name) are not read here; remove the tag, or quote the value if the exclamation mark is part of it.")]
    [InlineData("id: a\nversion: 1\n---\nid: b\n", "f.yaml, line 3: a second document begins here; keep one document a file and remove the line '---'.")]
    [InlineData("", "f.yaml: the file is empty; write its keys, or check that it is the file you meant.")]
    [InlineData("# only a comment\n", "f.yaml: the file is empty; write its keys, or check that it is the file you meant.")]
    [InlineData("just words\n", "f.yaml, line 1: this is a single value, and a mapping is needed; write keys with a colon, one a line.")]
    [InlineData("id: a\n? [x, y]\n: 1\n", "f.yaml, line 2: a key must be a single word; check the indentation and the brackets.")]
    [InlineData("id: a\n\tversion: 1\n", "f.yaml, line 2: this line is indented with a tab; use spaces.")]
    [InlineData("id: [a\n", "f.yaml, line 2: this is not YAML that can be read; check indentation, colons, brackets, and quotes around values that hold ': ' or ' #'.")]
    [InlineData("id: a\nversion: 1\nMrs Jane Sentinel: 1\n", "f.yaml, line 3: a key is not known here; correct or remove it. Known keys: id, note, sides, version.")]
    public void Read_BadText_NamesFileLineKeyAndRemedy(string text, string expected)
    {
        var thrown = Assert.Throws<ConfigurationException>(() => YamlDocument.Parse(text, "f.yaml").Read(map => (
            map.RequiredString("id"),
            map.RequiredInteger("version", 1, 9),
            map.OptionalList("sides", item => item.AsEnum<Side>()),
            map.OptionalString("note"))));

        Assert.Equal(expected, thrown.Message);
    }

    [Theory]
    [InlineData("v: 2026-02-30", "is not a date")]
    [InlineData("v: 22/11/2026", "is not a date")]
    [InlineData("v: yes", "not a date")]
    public void AsDate_NotADate_IsRefused(string text, string part) =>
        Assert.Contains(part, Refusal(text, node => node.AsDate()), StringComparison.Ordinal);

    [Theory]
    [InlineData("v: yes")]
    [InlineData("v: True")]
    [InlineData("v: \"true\"")]
    public void AsBoolean_AnythingButTrueOrFalse_IsRefused(string text) =>
        Assert.Contains("true or false", Refusal(text, node => node.AsBoolean()), StringComparison.Ordinal);

    [Theory]
    [InlineData("v: 1e5")]
    [InlineData("v: .5")]
    [InlineData("v: 1,000")]
    [InlineData("v: NaN")]
    public void AsNumber_NotPlainDecimal_IsRefused(string text) =>
        Assert.Contains("not a number", Refusal(text, node => node.AsNumber()), StringComparison.Ordinal);

    [Fact]
    public void AsInstant_WithoutZone_IsRefused() =>
        Assert.Contains("is not an instant", Refusal("v: 2026-11-22T09:30:00", node => node.AsInstant()), StringComparison.Ordinal);

    [Fact]
    public void RequiredStrings_SameTextTwice_IsRefused()
    {
        var thrown = Assert.Throws<ConfigurationException>(() => YamlDocument.Parse("v: [a, b, a]", "f.yaml").Read(map => map.RequiredStrings("v")));

        Assert.Equal("f.yaml, line 1, key v[2]: 'a' is in the list twice; remove one.", thrown.Message);
    }

    [Fact]
    public void Parse_NestedTooDeep_IsRefused()
    {
        var text = "v: " + new string('[', 200) + new string(']', 200);

        Assert.Contains("nested deeper", Assert.Throws<ConfigurationException>(() => YamlDocument.Parse(text, "f.yaml")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MissingFile_SaysSo() =>
        Assert.Equal(
            "/nowhere/at/all.yaml: there is no such file; check the path.",
            Assert.Throws<ConfigurationException>(() => YamlDocument.Load("/nowhere/at/all.yaml")).Message);

    [Fact]
    public void Load_Folder_IsRefused() =>
        Assert.Contains("cannot be read", Assert.Throws<ConfigurationException>(() => YamlDocument.Load(Path.GetTempPath())).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_Oversize_IsRefused() =>
        Assert.Contains("larger than", LoadBytes(new byte[YamlDocument.MaximumBytes + 1]), StringComparison.Ordinal);

    [Fact]
    public void Load_NotUtf8_IsRefused() =>
        Assert.Contains("not UTF-8", LoadBytes([0x69, 0x64, 0x3A, 0x20, 0xE9, 0x0A]), StringComparison.Ordinal);

    [Fact]
    public void Load_ByteOrderMarkAndCarriageReturns_AreRead()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [.. Encoding.UTF8.Preamble, .. "id: \u0141\u00F3d\u017A \U0001F600\r\n"u8]);

            Assert.Equal("\u0141\u00F3d\u017A \U0001F600", YamlDocument.Load(path).Read(map => map.RequiredString("id")));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string LoadBytes(byte[] bytes)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            return Assert.Throws<ConfigurationException>(() => YamlDocument.Load(path)).Message;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Refusal<T>(string text, Func<YamlNode, T> read) =>
        Assert.Throws<ConfigurationException>(() => YamlDocument.Parse(text, "f.yaml").Read(map => read(map.Required("v")))).Message;
}
