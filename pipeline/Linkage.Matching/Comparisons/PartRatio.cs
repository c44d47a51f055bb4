using System.Runtime.CompilerServices;
using DuckDB.NET.Data;
using FuzzySharp;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Comparisons;

/// <summary>
/// The vectorised SQL function <c>lnk_part_ratio(a, b)</c>: 0 to 100, the better of FuzzySharp's token-sort and token-set ratio. For names and
/// addresses of several parts in another order or with parts left out. Asked once for each distinct pair of values that cheaper levels left over.
/// </summary>
public static class PartRatio
{
    private static readonly ConditionalWeakTable<DuckSession, object> Registered = [];

    /// <summary>Longer values are cut before they are compared: the ratios take time in the square of the length.</summary>
    private const int MaxLength = 120;

    /// <summary>The ratio itself. Values are taken as normalised: upper case, parts separated by one space.</summary>
    public static double Of(string left, string right)
    {
        var a = left.Length > MaxLength ? left[..MaxLength] : left;
        var b = right.Length > MaxLength ? right[..MaxLength] : right;
        return Math.Max(Fuzz.TokenSortRatio(a, b), Fuzz.TokenSetRatio(a, b));
    }

    /// <summary>Registers the function in a session, once.</summary>
    public static void Register(DuckSession session)
    {
        lock (Registered)
        {
            if (Registered.TryGetValue(session, out _))
            {
                return;
            }

            session.Connection.RegisterScalarFunction<string, string, double>("lnk_part_ratio", Of);
            Registered.Add(session, new object());
        }
    }
}
