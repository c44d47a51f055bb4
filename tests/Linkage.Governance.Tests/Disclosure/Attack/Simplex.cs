namespace Linkage.Governance.Tests.Disclosure.Attack;

/// <summary>
/// Linear programming over counts of nought or more: each row is a sum of counts with a least and a most. Tells the least and the most a row can be, given all
/// the others. A dense tableau with bounded variables and Bland's rule; the coefficients of tables of counts are noughts and ones, so its arithmetic is all but exact.
/// </summary>
internal sealed class Simplex
{
    private const double Tolerance = 1e-7;
    private readonly double[][] _tableau; // basic variable = sum of coefficients times nonbasic variables
    private readonly int[] _basic;
    private readonly int[] _nonbasic;
    private readonly double[] _low;
    private readonly double[] _high;
    private readonly double[] _value;
    private readonly int _counts;

    public Simplex(int counts, IReadOnlyList<(int[] Counts, double Low, double High)> rows)
    {
        _counts = counts;
        _tableau = [.. rows.Select(row => Enumerable.Range(0, counts).Select(count => row.Counts.Contains(count) ? 1.0 : 0.0).ToArray())];
        _basic = [.. Enumerable.Range(counts, rows.Count)];
        _nonbasic = [.. Enumerable.Range(0, counts)];
        _value = new double[counts + rows.Count];
        _low = [.. Enumerable.Repeat(0.0, counts), .. rows.Select(_ => double.NegativeInfinity)];
        _high = [.. Enumerable.Repeat(double.PositiveInfinity, counts), .. rows.Select(_ => double.PositiveInfinity)];

        // Row after row is brought within its bounds while those before it stay within theirs.
        foreach (var (row, (_, low, high)) in rows.Index())
        {
            var variable = counts + row;
            if (_value[variable] < low - Tolerance && Optimise(variable, 1, low) < low - Tolerance)
            {
                throw new InvalidOperationException($"Row {row} cannot reach its least value: what is published contradicts itself.");
            }

            if (_value[variable] > high + Tolerance && -Optimise(variable, -1, high) > high + Tolerance)
            {
                throw new InvalidOperationException($"Row {row} cannot come down to its greatest value: what is published contradicts itself.");
            }

            (_low[variable], _high[variable]) = (low, high);
        }
    }

    /// <summary>The most the row can be, infinity included.</summary>
    public double Most(int row, double enough = double.PositiveInfinity) => Optimise(_counts + row, 1, enough);

    /// <summary>The least the row can be.</summary>
    public double Least(int row) => -Optimise(_counts + row, -1, double.NegativeInfinity);

    // Signed by the direction. Stops at the limit.
    private double Optimise(int variable, int direction, double limit)
    {
        while (direction * (limit - _value[variable]) > Tolerance)
        {
            var row = Array.IndexOf(_basic, variable);
            var (column, towards) = row < 0 ? Itself(variable, direction) : Entering(row, direction);
            if (column < 0)
            {
                break;
            }

            if (!Step(column, towards, variable, direction, limit))
            {
                return double.PositiveInfinity;
            }
        }

        return direction * _value[variable];
    }

    private (int Column, int Towards) Itself(int variable, int direction)
    {
        var column = Array.IndexOf(_nonbasic, variable);
        return CanMove(variable, direction) ? (column, direction) : (-1, 0);
    }

    private (int Column, int Towards) Entering(int row, int direction)
    {
        var (best, towards) = (-1, 0);
        for (var column = 0; column < _nonbasic.Length; column++)
        {
            var gain = direction * _tableau[row][column];
            var sign = gain > Tolerance ? 1 : gain < -Tolerance ? -1 : 0;
            if (sign != 0 && CanMove(_nonbasic[column], sign) && (best < 0 || _nonbasic[column] < _nonbasic[best]))
            {
                (best, towards) = (column, sign);
            }
        }

        return (best, towards);
    }

    private bool CanMove(int variable, int sign) => sign > 0 ? _value[variable] < _high[variable] - Tolerance : _value[variable] > _low[variable] + Tolerance;

    private bool Step(int column, int towards, int variable, int direction, double limit)
    {
        var entering = _nonbasic[column];
        var step = towards > 0 ? _high[entering] - _value[entering] : _value[entering] - _low[entering];
        var leaving = -1;
        if (entering == variable)
        {
            step = Math.Min(step, Math.Abs(limit - _value[variable]));
        }

        for (var row = 0; row < _basic.Length; row++)
        {
            var rate = towards * _tableau[row][column];
            if (Math.Abs(rate) <= Tolerance)
            {
                continue;
            }

            var basic = _basic[row];
            var bound = rate > 0 ? _high[basic] : _low[basic];
            if (basic == variable && Math.Sign(rate) == direction)
            {
                bound = direction > 0 ? Math.Min(bound, limit) : Math.Max(bound, limit);
            }

            var room = double.IsInfinity(bound) ? double.PositiveInfinity : Math.Max(0, (bound - _value[basic]) / rate);
            if (room < step - Tolerance || (room < step + Tolerance && leaving >= 0 && basic < _basic[leaving]))
            {
                (step, leaving) = (room, row);
            }
        }

        if (double.IsPositiveInfinity(step))
        {
            return false;
        }

        _value[entering] += towards * step;
        for (var row = 0; row < _basic.Length; row++)
        {
            _value[_basic[row]] += towards * step * _tableau[row][column];
        }

        if (leaving >= 0)
        {
            Pivot(leaving, column);
        }

        return true;
    }

    private void Pivot(int row, int column)
    {
        var pivot = _tableau[row][column];
        var line = _tableau[row];
        for (var other = 0; other < line.Length; other++)
        {
            line[other] = other == column ? 1 / pivot : -line[other] / pivot;
        }

        for (var other = 0; other < _tableau.Length; other++)
        {
            var factor = _tableau[other][column];
            if (other == row || factor == 0)
            {
                continue;
            }

            var target = _tableau[other];
            for (var place = 0; place < target.Length; place++)
            {
                target[place] = place == column ? factor * line[place] : target[place] + (factor * line[place]);
                if (Math.Abs(target[place]) < 1e-11)
                {
                    target[place] = 0;
                }
            }
        }

        (_basic[row], _nonbasic[column]) = (_nonbasic[column], _basic[row]);
    }
}
