using System.Security.Cryptography;
using System.Text;

namespace Linkage.Matching.Report;

/// <summary>Names records in a report without saying who they are: the start of a keyed digest, long enough to tell the records of the report apart.</summary>
internal sealed class RecordLabels
{
    private readonly byte[] _key;
    private readonly bool _showIds;
    private readonly int _length;

    /// <summary>Prepares labels for the records of one report.</summary>
    /// <param name="salt">The secret.</param>
    /// <param name="showIds">True to name records by their ids.</param>
    /// <param name="records">Every record that will be named.</param>
    internal RecordLabels(string salt, bool showIds, IEnumerable<(string Dataset, string Id)> records)
    {
        _key = SHA256.HashData(Encoding.UTF8.GetBytes("linkage report\n" + salt));
        _showIds = showIds;
        var digests = records.Distinct().Select(r => Digest(r.Dataset, r.Id)).ToList();
        _length = 4;
        while (_length < 64 && digests.Select(d => d[.._length]).Distinct(StringComparer.Ordinal).Count() < digests.Count)
        {
            _length++;
        }
    }

    /// <summary>The label of a record.</summary>
    internal string Of(string dataset, string id) => $"{dataset}, record {(_showIds ? id : Digest(dataset, id)[.._length])}";

    private string Digest(string dataset, string id) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{dataset.Length}:{dataset}{id}")));
}
