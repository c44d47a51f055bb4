using System.Text.Json.Nodes;

namespace Linkage.TestKit.KeyVault;

/// <summary>What the stand-in answers.</summary>
internal sealed record VaultAnswer(int Status, JsonObject? Body)
{
    public static VaultAnswer Ok(JsonObject body) => new(200, body);

    public static VaultAnswer Error(int status, string code, string? inner = null)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = $"The stand-in says {inner ?? code}." };
        if (inner is not null)
        {
            error["innererror"] = new JsonObject { ["code"] = inner };
        }

        return new VaultAnswer(status, new JsonObject { ["error"] = error });
    }
}
