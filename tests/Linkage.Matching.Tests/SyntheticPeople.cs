using Linkage.Matching.Duck;

namespace Linkage.Matching.Tests;

/// <summary>Made-up people in two datasets a and b, with households, errors, missing values and a dummy UPRN. Made in SQL, the same every time.</summary>
internal static class SyntheticPeople
{
    internal static readonly LinkColumn[] Columns =
    [
        new("forename", FieldMeaning.Forename),
        new("surname", FieldMeaning.Surname),
        new("dob", FieldMeaning.DateOfBirth),
        new("sex", FieldMeaning.Sex),
        new("uprn", FieldMeaning.Uprn),
        new("postcode", FieldMeaning.Postcode),
    ];

    /// <summary>Makes tables a and b, and lnk_truth (dataset, record_id, entity).</summary>
    internal static void Make(DuckSession session, int people)
    {
        void Run(string sql) => session.Execute(sql, CancellationToken.None);
        Run("CREATE MACRO rnd(i, k) AS md5_number_lower(i || '-' || k)::DOUBLE / 18446744073709551616");
        Run("CREATE MACRO syllable(x) AS (['ka','lo','mi','ra','ne','ti','sha','be','jo','an','el','ri','wa','mar','ste','pha','ni','da','gu','or','ib','um','ya','chi','ber','ton','son','ley','win','fred'])[1 + floor(rnd(x, 3) * 30)::INT]");
        Run("CREATE MACRO made_name(z) AS syllable(z * 7) || syllable(z * 7 + 1) || CASE WHEN z % 3 = 0 THEN syllable(z * 7 + 2) ELSE '' END");
        Run($"""
            CREATE TABLE person AS
            SELECT range AS i, range * 10 // 24 AS home, made_name(floor(rnd(range, 1) * 600)::BIGINT) AS fn,
              made_name(1000 + floor(rnd(CASE WHEN rnd(range, 2) < .75 THEN range * 10 // 24 ELSE range + 900000 END, 3) * 4000)::BIGINT) AS sn,
              DATE '1935-01-01' + (rnd(range, 4) * 31000)::INT AS dob, CASE WHEN rnd(range, 5) < .5 THEN 'M' ELSE 'F' END AS sex
            FROM range({people})
            """);
        foreach (var (name, k, share) in new[] { ("a", 100, .6), ("b", 200, .5) })
        {
            Run(FormattableString.Invariant($"""
                CREATE TABLE {name} AS
                SELECT '{name}' || lpad(i::VARCHAR, 7, '0') AS id, i,
                  CASE WHEN rnd(i, {k} + 1) < .08 THEN fn[:2] || 'x' || fn[3:] WHEN rnd(i, {k} + 1) < .1 THEN fn[1] ELSE fn END AS forename,
                  CASE WHEN rnd(i, {k} + 3) < .06 THEN sn[:3] || sn[5:] ELSE sn END AS surname,
                  CASE WHEN rnd(i, {k} + 5) < .03 THEN NULL ELSE strftime(dob, '%d/%m/%Y') END AS dob, sex,
                  CASE WHEN rnd(i, {k} + 6) < .1 THEN NULL WHEN rnd(i, {k} + 6) < .12 THEN '9999999999' ELSE (100000 + home)::VARCHAR END AS uprn,
                  chr(65 + (home // 400 % 20)::INT) || (home // 40 % 80)::VARCHAR || ' ' || (home // 4 % 10)::VARCHAR || chr(65 + (home // 15 % 20)::INT) || chr(65 + (home // 7 % 20)::INT) AS postcode
                FROM person WHERE rnd(i, {k}) < {share}
                """));
        }

        Run("CREATE TABLE lnk_truth AS SELECT 'a' AS dataset, id AS record_id, i::VARCHAR AS entity FROM a UNION ALL SELECT 'b', id, i::VARCHAR FROM b");
    }
}
