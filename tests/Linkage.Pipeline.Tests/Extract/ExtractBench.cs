using System.Text;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Extract;
using Linkage.Pipeline.Tests.Contracts;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Extract;

/// <summary>A source folder, zones and scratch of its own, and one contract at a time.</summary>
internal sealed class ExtractBench : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ExtractBench()
    {
        Sources = _folder.Folder("sources");
        Scratch = _folder.Folder("scratch");
        Zones = new ZoneStore(_folder.PathOf("zones"));
        Options = new ExtractOptions { ScratchFolder = Scratch, Threads = 2, MemoryLimitMib = 512 };
    }

    public TemporaryFolder Folder => _folder;

    public string Sources { get; }

    public string Scratch { get; }

    public ZoneStore Zones { get; }

    public ExtractOptions Options { get; set; }

    public DatasetContract Contract { get; set; } = null!;

    public void Dispose() => _folder.Dispose();

    public ExtractBench With(string contractText)
    {
        Contract = ContractReader.Load(_folder.Write("contracts/people.yaml", contractText));
        return this;
    }

    /// <summary>The usual small source: REF and one text column NAME.</summary>
    public ExtractBench WithNames(string delimiter = "comma", string encoding = "utf-8") =>
        With(ContractText.Csv(ContractText.Column("name"), delimiter: delimiter, encoding: encoding));

    public ExtractResult Run(CancellationToken cancellationToken = default) =>
        new ExtractStage(Zones, Options).Execute(Contract, Sources, null, cancellationToken);

    public ExtractResult Run(byte[] bytes, string name = "people.csv")
    {
        File.WriteAllBytes(Path.Combine(Sources, name), bytes);
        return Run();
    }

    public Extracted Landed(byte[] bytes, string name = "people.csv")
    {
        var result = Run(bytes, name);
        var landed = Assert.IsType<Extracted>(result);
        Assert.Empty(Directory.GetFileSystemEntries(Scratch));
        Assert.Equal(landed.Part.In, landed.Part.Kept + landed.Part.RejectedByReason.Values.Sum());
        return landed;
    }

    public Extracted Landed(string text) => Landed(new UTF8Encoding(false).GetBytes(text));

    public ExtractRefused Refused(byte[] bytes, string name = "people.csv")
    {
        var refused = Assert.IsType<ExtractRefused>(Run(bytes, name));
        Assert.Empty(Directory.GetFileSystemEntries(Scratch));
        Assert.False(Directory.Exists(Path.Combine(Zones.FolderOf(Zone.Landing), Contract.Id.Value)));
        if (refused.QuarantinePath is { } path)
        {
            Assert.Equal(bytes, File.ReadAllBytes(Directory.GetFiles(path, "received.*").Single()));
            Assert.Contains(refused.Code, File.ReadAllText(Path.Combine(path, "reason.json")), StringComparison.Ordinal);
        }

        return refused;
    }

    public ExtractRefused Refused(string text) => Refused(new UTF8Encoding(false).GetBytes(text));

    /// <summary>The kept rows, a line each, values parted by '|'; NULL shows as ∅.</summary>
    public static IReadOnlyList<string> Rows(Extracted landed) => Read(landed.RowsPath);

    /// <summary>The rejects, in the same way: line, column, reason.</summary>
    public static IReadOnlyList<string> Rejects(Extracted landed) => Read(landed.RejectsPath);

    public static IReadOnlyList<string> Sql(string sql)
    {
        using var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 256 });
        return session.Query(
            sql,
            r => string.Join('|', Enumerable.Range(0, r.FieldCount).Select(i => r.IsDBNull(i) ? "∅" : r.GetValue(i).ToString())),
            CancellationToken.None);
    }

    private static IReadOnlyList<string> Read(string path) => Sql($"SELECT COLUMNS(*)::VARCHAR FROM read_parquet({SqlName.Literal(path)})");
}
