using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Sending;
using Linkage.Pipeline.Keys;

namespace Linkage.Jobs.Lineage;

/// <summary>Posts run events to a server, as OpenLineage's HTTP transport does.</summary>
/// <param name="server">The server.</param>
/// <param name="keys">The workspace's folder of keys, which the vault is found by.</param>
/// <param name="patience">How long the server may take over one.</param>
internal sealed class LineagePost(LineageServer server, string keys, TimeSpan patience) : ILineageTransport
{
    /// <inheritdoc/>
    public async Task<string?> SendAsync(byte[] json, CancellationToken cancellationToken)
    {
        AuthenticationHeaderValue? bearer = null;
        if (server.Token is { } name)
        {
            if (Token(name) is not { } token)
            {
                return LineageLost.Credential;
            }

            bearer = new AuthenticationHeaderValue("Bearer", token);
        }

        return await JsonPost.SendAsync(server.Url, server.CaFile, json, head => head.Authorization = bearer, patience, cancellationToken).ConfigureAwait(false) switch
        {
            PostResult.Taken => null,
            PostResult.Unreachable => LineageLost.Unreachable,
            PostResult.Refused => LineageLost.Refused,
            PostResult.Untrusted => LineageLost.Untrusted,
            PostResult.Denied => LineageLost.Credential,
        };
    }

    // A token is one word of plain signs; a file ends with a line, the token does not.
    private string? Token(string name)
    {
        try
        {
            var vault = WorkspaceVault.Open(keys);
            using var opened = vault as IDisposable;
            if (((ICredentialVault)vault).ReadCredential(name) is not { } text)
            {
                return null;
            }

            var token = Encoding.ASCII.GetString(text.AsSpan().TrimEnd("\r\n"u8));
            CryptographicOperations.ZeroMemory(text);
            return token.Length > 0 && token.All(sign => sign is > ' ' and <= '~') ? token : null;
        }
        catch (Exception e) when (e is KeyVaultException or ProblemException)
        {
            return null;
        }
    }
}
