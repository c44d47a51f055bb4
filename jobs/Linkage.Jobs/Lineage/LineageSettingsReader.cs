using System.Text.RegularExpressions;
using Linkage.Governance.Documents;
using Linkage.Jobs.Sending;
using Linkage.Pipeline.Deliveries;

namespace Linkage.Jobs.Lineage;

/// <summary>Reads the section <c>lineage</c> of the configuration file and refuses what is not understood in it; <c>schemas/formats/configuration.schema.json</c>.</summary>
internal static partial class LineageSettingsReader
{
    /// <summary>Reads it.</summary>
    /// <param name="path">The configuration file.</param>
    /// <returns>The section; null where there is none.</returns>
    /// <exception cref="ConfigurationException">It cannot be accepted; file, line and key are named, and no address is quoted.</exception>
    public static LineageSettings? Load(string path) => YamlDocument.Load(path).Read(map =>
    {
        ConfigurationSections.LeaveAllBut(map, "lineage");
        return map.OptionalMap("lineage", Section);
    });

    private static LineageSettings Section(YamlMapping map)
    {
        var node = map.Required("namespace");
        var name = Namespace().IsMatch(node.AsString()) ? node.AsString() : throw node.Error("this is no namespace; write up to 100 small letters, digits and . : / - _, such as linkage.anytown.");
        var (file, url) = (map.Optional("file"), map.Optional("url"));
        if ((file is null) == (url is null))
        {
            throw map.Error("say where run events go: file or url, one of them.");
        }

        return file is not null
            ? new LineageSettings(name, ConfiguredServer.Path(file), null)
            : new LineageSettings(name, null, new LineageServer(ConfiguredServer.Url(url!), map.Optional("token") is { } token ? ConfiguredServer.Credential(token) : null, ConfiguredServer.Authority(map)));
    }

    [GeneratedRegex("^[a-z][a-z0-9.:/_-]{0,99}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Namespace();
}
