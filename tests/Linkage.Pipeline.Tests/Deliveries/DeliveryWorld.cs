using System.Security.Cryptography;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Deliveries;
using Linkage.Pipeline.Extract;
using Linkage.Pipeline.Keys;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Deliveries;

/// <summary>An inbox, a vault and a contract, for tests of deliveries.</summary>
internal sealed class DeliveryWorld : IDisposable
{
    public const string Name = "ctax_liability.csv";

    private readonly TemporaryFolder _folder = new();

    public DeliveryWorld()
    {
        Contract = ContractReader.Load(Path.Combine(RepositoryPaths.Sources, "council-tax.yaml"));
        Vault = new LocalKeyVault(_folder.PathOf("keys"));
        Inbox = Inbox.Of(_folder.Path);
    }

    public DatasetContract Contract { get; }

    public LocalKeyVault Vault { get; }

    public Inbox Inbox { get; }

    public string Scratch => _folder.PathOf("scratch");

    public TemporaryFolder Folder => _folder;

    public string InboxFolder => Inbox.FolderOf(Contract.Id);

    /// <summary>Bytes that are the same each time.</summary>
    public static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
#pragma warning disable CA5394 // Test data, not a secret.
        new Random(seed).NextBytes(bytes);
#pragma warning restore CA5394
        return bytes;
    }

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public async Task<ReceivedFile> PullAsync(DeliverySource source, TimeProvider? clock = null, Action<long>? at = null, DeliveryLimits? limits = null, CancellationToken cancellationToken = default)
    {
        using var office = Office(new Dictionary<DatasetId, DeliverySource> { [Contract.Id] = source }, clock, limits);
        return await office.PullAsync(Contract, at is null ? null : new Told(at), cancellationToken);
    }

    public async Task<string> LookAsync(DeliverySource source, TimeProvider? clock = null)
    {
        using var office = Office(new Dictionary<DatasetId, DeliverySource> { [Contract.Id] = source }, clock);
        var version = await office.LookAsync(Contract, CancellationToken.None);

        // A look takes nothing of the file, and leaves no credential.
        Assert.False(Directory.Exists(InboxFolder));
        Assert.True(!Directory.Exists(Scratch) || Directory.GetFiles(Scratch, "*", SearchOption.AllDirectories).Length == 0);
        return version;
    }

    public DeliveryOffice Office(IReadOnlyDictionary<DatasetId, DeliverySource> sources, TimeProvider? clock = null, DeliveryLimits? limits = null) =>
        new(new DeliveryConfiguration("test", sources), Inbox, Vault, Scratch, clock ?? TimeProvider.System, limits);

    public async Task<DeliveryException> RefusedAsync(DeliverySource source, TimeProvider? clock = null, Action<long>? at = null, DeliveryLimits? limits = null)
    {
        var refused = await Assert.ThrowsAsync<DeliveryException>(() => PullAsync(source, clock, at, limits));

        // Whatever went wrong: no file is shown to a run, and no credential is left.
        Assert.Empty(Directory.GetFiles(InboxFolder));
        Assert.True(!Directory.Exists(Scratch) || Directory.GetFiles(Scratch, "*", SearchOption.AllDirectories).Length == 0);
        return refused;
    }

    /// <summary>The one file in the inbox, as a run finds it.</summary>
    public byte[] Shown()
    {
        var (path, refused) = SourceLocator.Find(Contract, InboxFolder);
        Assert.Null(refused);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path!));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(InboxFolder));
        return File.ReadAllBytes(path!);
    }

    public void Dispose() => _folder.Dispose();

    // At once and on the thread that reads, so that a test knows where it stands.
    private sealed class Told(Action<long> at) : IProgress<long>
    {
        public void Report(long value) => at(value);
    }
}
