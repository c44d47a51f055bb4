using Linkage.Synthetic.Membership;

namespace Linkage.Synthetic.Extracts;

/// <summary>People it is not safe to contact. Some postcodes are withheld.</summary>
internal sealed class UnsafeExtract : Extract
{
    private static readonly string[] Reasons = ["DA", "DA", "DA", "PROT", "COURT", "STAFF"];

    /// <inheritdoc/>
    public override Source Source => Source.Unsafe;

    /// <inheritdoc/>
    public override ExtractFormat Format { get; } = new(',', TextEncoding.Utf8, "\n", false);

    /// <inheritdoc/>
    public override string[] Header { get; } = ["REF", "SURNAME", "FORENAME", "DOB", "UPRN", "POSTCODE", "REASON_CODE"];

    /// <inheritdoc/>
    public override int DateColumn => 3;

    /// <inheritdoc/>
    public override string[] Fields(Entry entry)
    {
        var (name, home) = (entry.Name(), entry.Home());
        return
        [
            $"UTC{entry.RecordDigits}", name.Surname, name.Forename, entry.Born("dd/MM/yyyy"), home.Uprn, home.Postcode, entry.Clerk.Random.Of(Reasons),
        ];
    }
}
