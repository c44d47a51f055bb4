using Linkage.Matching.Duck;
using Linkage.Matching.Inference;

namespace Linkage.Matching.Files;

/// <summary>
/// Which columns accuracy may be reported by. Reports and documents show the values of groups as they are, so a column of names, dates of birth, addresses or
/// numbers of people would name them.
/// </summary>
internal static class GroupColumns
{
    private static readonly HashSet<FieldMeaning> Identifying =
    [
        FieldMeaning.Forename,
        FieldMeaning.Surname,
        FieldMeaning.FullName,
        FieldMeaning.DateOfBirth,
        FieldMeaning.Uprn,
        FieldMeaning.ParentUprn,
        FieldMeaning.Usrn,
        FieldMeaning.Address,
        FieldMeaning.Postcode,
        FieldMeaning.Phone,
        FieldMeaning.Email,
        FieldMeaning.NationalInsuranceNumber,
        FieldMeaning.NhsNumber,
        FieldMeaning.IdentityNumber,
    ];

    /// <summary>Refuses columns that identify people by the settings, by their name or by their content.</summary>
    /// <exception cref="MatchingInputException">A column does.</exception>
    internal static void RefuseIdentifying(FileSession files, LinkSettings settings, CancellationToken cancellationToken)
    {
        var groups = files.Request.Groups.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var column in groups)
        {
            Refuse(column, ColumnNames.MeaningOf(column));
            Refuse(column, settings.Columns.Where(c => c.Key.Equals(column, StringComparison.OrdinalIgnoreCase)).Select(c => c.Value.Meaning).FirstOrDefault());
            if (ColumnNames.IsPartOfAnAddress(column))
            {
                Refuse(column, FieldMeaning.Address);
            }
        }

        foreach (var dataset in files.Datasets)
        {
            var others = SourceFileLoader.Columns(files.Duck, new SqlName(dataset), cancellationToken).Where(c => !groups.Contains(c)).ToDictionary(c => c, _ => "no group", StringComparer.Ordinal);
            foreach (var column in ColumnInference.Infer(files.Duck, dataset, new SqlName(dataset), others, cancellationToken))
            {
                Refuse(column.Name, column.Meaning);
            }
        }
    }

    private static void Refuse(string column, FieldMeaning? meaning)
    {
        if (meaning is { } said && Identifying.Contains(said))
        {
            throw new MatchingInputException(
                $"Accuracy cannot be reported by '{column}': it identifies people ({said}), and the results show the values of groups.",
                "--groups",
                "Make a column that many people share and group by that: an age band of a date of birth, a district of an address or postcode.");
        }
    }
}
