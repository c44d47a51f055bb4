using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Linkage.Matching.Blocking;

namespace Linkage.Matching.Scoring;

/// <summary>For a rule that takes a list apart: the blocks of each record, ascending.</summary>
internal sealed class SharedElements
{
    private readonly int[] _starts;
    private readonly int[] _blocks;

    internal SharedElements(Blocks blocks, int records)
    {
        _starts = new int[records + 1];
        for (var block = 0; block < blocks.Count; block++)
        {
            foreach (var rid in blocks.RecordsOf(block))
            {
                _starts[rid + 1]++;
            }
        }

        for (var rid = 0; rid < records; rid++)
        {
            _starts[rid + 1] += _starts[rid];
        }

        _blocks = new int[_starts[records]];
        var next = _starts.AsSpan(0, records).ToArray();
        for (var block = 0; block < blocks.Count; block++)
        {
            foreach (var rid in blocks.RecordsOf(block))
            {
                _blocks[next[rid]++] = block;
            }
        }
    }

    /// <summary>Adds them to a digest.</summary>
    internal void AppendTo(IncrementalHash hash)
    {
        hash.AppendData(MemoryMarshal.AsBytes<int>(_starts));
        hash.AppendData(MemoryMarshal.AsBytes<int>(_blocks));
    }

    /// <summary>Whether two records are together in a block before the given one.</summary>
    internal bool MeetBefore(int left, int right, int before)
    {
        var (a, endA) = (_starts[left], _starts[left + 1]);
        var (b, endB) = (_starts[right], _starts[right + 1]);
        while (a < endA && b < endB && _blocks[a] < before && _blocks[b] < before)
        {
            if (_blocks[a] == _blocks[b])
            {
                return true;
            }

            if (_blocks[a] < _blocks[b])
            {
                a++;
            }
            else
            {
                b++;
            }
        }

        return false;
    }
}
