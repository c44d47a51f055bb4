using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Keys;

/// <summary>The credentials of a local vault: files in a folder of their own, each under its name, for their owner only.</summary>
internal sealed class LocalCredentials(string folder)
{
    public IReadOnlyList<string> Names() => Directory.Exists(folder) ? [.. Directory.GetFiles(folder).Select(f => Path.GetFileName(f)).Where(CredentialName.IsName).Order(StringComparer.Ordinal)] : [];

    public string PathOf(string name) => CredentialName.IsName(name) ? Path.Combine(folder, name) : throw new ArgumentException("This is no name of a credential.", nameof(name));

    public byte[]? Read(string name) => Path.Exists(PathOf(name)) ? PrivateKeyFile.Read(PathOf(name)) : null;

    public void Write(string name, ReadOnlySpan<byte> text)
    {
        PrivateFolder.Create(folder);
        PrivateKeyFile.RequirePrivateFolder(folder);
        PrivateFolder.WriteAllBytes(PathOf(name), text);
    }

    public bool Remove(string name)
    {
        var path = PathOf(name);
        if (!File.Exists(path))
        {
            return false;
        }

        PrivateFolder.Wipe(path);
        PrivateFolder.FlushFolder(folder);
        return true;
    }
}
