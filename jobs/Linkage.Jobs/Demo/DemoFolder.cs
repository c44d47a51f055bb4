using System.Text.Json;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Demo;

/// <summary>
/// The folder the demo works in: a workspace with a marker, <c>linkage-demo.json</c>, that says which city lies in it.
/// Only a folder that is empty or bears the marker is ever touched.
/// </summary>
internal sealed class DemoFolder
{
    /// <summary>The folders a synthetic council is written to.</summary>
    public static readonly IReadOnlyList<string> Parts = ["sources", "truth"];

    private const string MarkerName = "linkage-demo.json";

    private DemoFolder(string path, Marker? marker)
    {
        Path = path;
        Current = marker;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The city that lies in it; null before the first.</summary>
    public Marker? Current { get; private set; }

    /// <summary>Where the truth lies.</summary>
    public string Truth => System.IO.Path.Combine(Path, "truth", "truth.parquet");

    /// <summary>Opens the folder, making it owner-only where it is missing.</summary>
    /// <exception cref="ProblemException">It holds something that is no demo.</exception>
    public static DemoFolder Open(string path)
    {
        var marker = System.IO.Path.Combine(path, MarkerName);
        if (File.Exists(path))
        {
            throw Foreign(path, "A file stands where the demo folder should be.");
        }

        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any() && !File.Exists(marker))
        {
            throw Foreign(path, "The folder holds something that is no demo.");
        }

        PrivateFolder.Create(path);
        if (!File.Exists(marker))
        {
            var folder = new DemoFolder(path, null);
            folder.Write(new Marker(0, 0, IsWhole: false));
            return folder;
        }

        try
        {
            return new DemoFolder(path, JsonSerializer.Deserialize<Marker>(File.ReadAllBytes(marker), JsonOutput.Options));
        }
        catch (JsonException)
        {
            throw Foreign(path, $"Its {MarkerName} cannot be read.");
        }
    }

    /// <summary>Whether the city asked for lies here already, whole.</summary>
    public bool Holds(int people, long seed) => Current == new Marker(people, seed, IsWhole: true) && File.Exists(Truth);

    /// <summary>Makes room for another city: the extracts and the truth of the one before are removed, all else stays.</summary>
    public void MakeRoom()
    {
        Write(new Marker(0, 0, IsWhole: false));
        foreach (var part in Parts.Select(p => System.IO.Path.Combine(Path, p)).Where(Directory.Exists))
        {
            Directory.Delete(part, recursive: true);
        }
    }

    /// <summary>Records that a city lies here, whole.</summary>
    public void Settle(int people, long seed) => Write(new Marker(people, seed, IsWhole: true));

    private void Write(Marker marker)
    {
        PrivateFolder.WriteAllBytes(System.IO.Path.Combine(Path, MarkerName), JsonSerializer.SerializeToUtf8Bytes(marker, JsonOutput.Options));
        Current = marker;
    }

    private static ProblemException Foreign(string path, string what) =>
        ProblemException.BadConfiguration("NOT_A_DEMO_FOLDER", what, path, "Name an empty or new folder with --out; nothing was touched.");

    /// <summary>Which city lies in the folder.</summary>
    /// <param name="People">People in it; 0 when there is none.</param>
    /// <param name="Seed">Seed of every draw.</param>
    /// <param name="IsWhole">False while it is being made.</param>
    internal sealed record Marker(int People, long Seed, bool IsWhole);
}
