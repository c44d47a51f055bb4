using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Linkage.Governance.Documents;

namespace Linkage.Jobs.Scheduling;

/// <summary>
/// The projects in a folder that run by themselves. A host asks every two seconds: files whose bytes are those of the last time are not read as projects again, which parses their queries.
/// It goes by what the files hold and not by their times, which a copy or a clock can set back.
/// </summary>
/// <param name="cohorts">The folder of project files and the queries beside them; it need not exist.</param>
internal sealed class ScheduledProjects(string cohorts)
{
    private readonly Lock _guard = new();

    private byte[]? _digest;
    private (IReadOnlyList<ScheduledProject> Projects, IReadOnlyList<ConfigurationException> Unreadable) _read = ([], []);

    /// <summary>Every project that has a schedule, by the name of its file, as the files are now.</summary>
    /// <param name="unreadable">Told of a file that cannot be accepted; the others are not affected.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public IReadOnlyList<ScheduledProject> Read(Action<ConfigurationException> unreadable)
    {
        var now = Current();
        foreach (var problem in now.Unreadable)
        {
            unreadable(problem);
        }

        return now.Projects;
    }

    private (IReadOnlyList<ScheduledProject> Projects, IReadOnlyList<ConfigurationException> Unreadable) Current()
    {
        lock (_guard)
        {
            // Taken before the files are read: what changes in between has another digest the next time.
            var digest = Digest();
            if (digest is null || _digest is null || !digest.AsSpan().SequenceEqual(_digest))
            {
                _read = ReadFiles();
                _digest = digest;
            }

            return _read;
        }
    }

    private (IReadOnlyList<ScheduledProject> Projects, IReadOnlyList<ConfigurationException> Unreadable) ReadFiles()
    {
        var (found, problems) = (new List<ScheduledProject>(), new List<ConfigurationException>());
        foreach (var file in Files("*.yaml"))
        {
            try
            {
                if (ScheduledProject.Load(file) is { } project)
                {
                    found.Add(project);
                }
            }
            catch (ConfigurationException problem)
            {
                problems.Add(problem);
            }
        }

        return (found, problems);
    }

    // Of names and bytes, each with its length before it. Null when one of them cannot be read, which reading it as a project then tells.
    private byte[]? Digest()
    {
        try
        {
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var file in Files("*.yaml").Concat(Files("*.sql")))
            {
                Append(digest, Encoding.UTF8.GetBytes(Path.GetFileName(file)));
                Append(digest, File.ReadAllBytes(file));
            }

            return digest.GetHashAndReset();
        }
        catch (Exception changed) when (changed is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Append(IncrementalHash digest, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        digest.AppendData(length);
        digest.AppendData(bytes);
    }

    private IEnumerable<string> Files(string pattern) => Directory.Exists(cohorts) ? Directory.GetFiles(cohorts, pattern).Order(StringComparer.Ordinal) : [];
}
