using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Linkage.Governance.Documents;

namespace Linkage.Governance.Ledger;

/// <summary>Something that happened, as the ledger keeps it. Holds ids, codes, counts and digests; never a value from a row of a dataset.</summary>
/// <param name="Sequence">Its place, from 0, without gaps.</param>
/// <param name="Instant">When, in UTC, to the millisecond.</param>
/// <param name="Kind">What happened, as in <c>run-released</c>.</param>
/// <param name="Subject">What it happened to, as in <c>runs/20261122T013000Z-9f3a61c2</c>.</param>
/// <param name="Actor">The account of the operating system that did it.</param>
/// <param name="Body">More about it: a JSON object in its canonical form, see <see cref="CanonicalHash"/>.</param>
public sealed record LedgerEvent(long Sequence, DateTimeOffset Instant, string Kind, string Subject, string Actor, string Body)
{
    private const string InstantForm = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Makes an event.</summary>
    /// <param name="sequence">Its place.</param>
    /// <param name="instant">When; what is below a millisecond is cut off.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="subject">What it happened to.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="body">More about it.</param>
    /// <exception cref="ArgumentException">The body has no canonical form.</exception>
    public static LedgerEvent Of(long sequence, DateTimeOffset instant, string kind, string subject, string actor, JsonObject body)
    {
        var utc = instant.ToUniversalTime();
        return new LedgerEvent(sequence, utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMillisecond)), kind, subject, actor, CanonicalHash.CanonicalText(body));
    }

    /// <summary>The one form in which an instant is written and hashed.</summary>
    public static string Written(DateTimeOffset instant) => instant.UtcDateTime.ToString(InstantForm, CultureInfo.InvariantCulture);

    /// <summary>Reads an instant in that form, and in no other.</summary>
    /// <returns>False when the text is anything else.</returns>
    public static bool TryReadInstant(string text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParseExact(text, InstantForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);

    /// <summary>
    /// The hash of this event as a leaf of the tree and a link of the chain: over the canonical form of all its fields, the body as text, and the hash of the
    /// event before.
    /// </summary>
    /// <param name="previous">Hash of the event before; the default value for the first.</param>
    /// <exception cref="ArgumentException">A field is not valid Unicode.</exception>
    public TreeHash HashAfter(TreeHash previous) => TreeHash.OfLeaf(Encoding.UTF8.GetBytes(CanonicalAfter(previous)));

    /// <summary>What <see cref="HashAfter"/> hashes, for a person who wants to do it again.</summary>
    /// <param name="previous">Hash of the event before; the default value for the first.</param>
    /// <exception cref="ArgumentException">A field is not valid Unicode.</exception>
    public string CanonicalAfter(TreeHash previous)
    {
        var text = new StringBuilder(512);
        Write("{\"actor\":", Actor);
        Write(",\"body\":", Body);
        Write(",\"instant\":", Written(Instant));
        Write(",\"kind\":", Kind);
        Write(",\"previous\":", previous.ToString());
        text.Append(CultureInfo.InvariantCulture, $",\"sequence\":{Sequence}");
        Write(",\"subject\":", Subject);
        return text.Append('}').ToString();

        void Write(string name, string value)
        {
            text.Append(name);
            CanonicalHash.WriteString(value, text);
        }
    }
}
