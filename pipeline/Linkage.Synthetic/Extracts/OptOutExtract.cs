using Linkage.Synthetic.Membership;
using Linkage.Synthetic.Recording;

namespace Linkage.Synthetic.Extracts;

/// <summary>Objections to the use of one's data, as the information governance team logs them.</summary>
internal sealed class OptOutExtract : Extract
{
    /// <inheritdoc/>
    public override Source Source => Source.OptOut;

    /// <inheritdoc/>
    public override ExtractFormat Format { get; } = new(',', TextEncoding.Utf8, "\n", false);

    /// <inheritdoc/>
    public override string[] Header { get; } = ["OBJECTION_ID", "FULL_NAME", "DOB", "POSTCODE", "UPRN", "RECEIVED"];

    /// <inheritdoc/>
    public override int DateColumn => 2;

    /// <inheritdoc/>
    public override string[] Fields(Entry entry)
    {
        var (name, home) = (entry.Name(), entry.Home());
        var wholeName = entry.Clerk.Random.Chance(0.4) ? name.Spoken : RecordedName.Join(" ", name.Forename, name.Surname);
        return [$"OBJ-{entry.RecordDigits}", wholeName, entry.Born("dd/MM/yyyy"), home.Postcode, home.Uprn, entry.Recent(1400, "dd/MM/yyyy")];
    }
}
