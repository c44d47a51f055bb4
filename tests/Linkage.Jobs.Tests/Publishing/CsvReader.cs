namespace Linkage.Jobs.Tests.Publishing;

/// <summary>Reads RFC 4180 as it is written there, and fails on anything else: every record ends with CR LF, quotes are doubled, all records are of one length.</summary>
internal static class CsvReader
{
    public static IReadOnlyList<IReadOnlyList<string>> Read(string text)
    {
        var records = new List<IReadOnlyList<string>>();
        var record = new List<string>();
        var at = 0;
        while (at < text.Length)
        {
            Assert.Equal('"', text[at++]);
            var cell = new System.Text.StringBuilder();
            while (text[at] != '"' || (at + 1 < text.Length && text[at + 1] == '"'))
            {
                at += text[at] == '"' ? 1 : 0;
                cell.Append(text[at++]);
            }

            at++;
            record.Add(cell.ToString());
            if (text[at] == ',')
            {
                at++;
                continue;
            }

            Assert.Equal("\r\n", text.Substring(at, 2));
            at += 2;
            records.Add(record);
            record = [];
        }

        Assert.Empty(record);
        Assert.Single(records.Select(r => r.Count).Distinct());
        return records;
    }
}
