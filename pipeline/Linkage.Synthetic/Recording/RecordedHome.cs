namespace Linkage.Synthetic.Recording;

/// <summary>An address as one source holds it; any part may be empty.</summary>
internal sealed record RecordedHome(string Address, string Postcode, string Uprn);
