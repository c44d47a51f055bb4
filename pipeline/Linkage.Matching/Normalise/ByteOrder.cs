using System.Buffers.Binary;

namespace Linkage.Matching.Normalise;

/// <summary>Sorts values by their bytes, eight bytes at a time: only values that agree so far are looked at again.</summary>
internal static class ByteOrder
{
    private const int Few = 24;

    /// <summary>Gives the bytes of an item.</summary>
    internal delegate ReadOnlySpan<byte> Bytes(int item);

    /// <summary>Sorts items by their bytes.</summary>
    /// <returns>Whether the bytes of no two items are equal.</returns>
    internal static bool Sort(int[] items, Bytes bytes)
    {
        var allDiffer = true;
        var keys = new ulong[items.Length];
        var open = new Stack<(int Start, int End, int From)>();
        open.Push((0, items.Length, 0));
        while (open.TryPop(out var run))
        {
            if (run.End - run.Start <= Few)
            {
                allDiffer &= Insert(items.AsSpan(run.Start, run.End - run.Start), run.From, bytes);
                continue;
            }

            for (var i = run.Start; i < run.End; i++)
            {
                keys[i] = KeyAt(bytes(items[i]), run.From);
            }

            // Record ids often begin alike.
            if (keys.AsSpan(run.Start, run.End - run.Start).ContainsAnyExcept(keys[run.Start]))
            {
                Array.Sort(keys, items, run.Start, run.End - run.Start);
            }

            for (var start = run.Start; start < run.End;)
            {
                var end = start + 1;
                while (end < run.End && keys[end] == keys[start])
                {
                    end++;
                }

                if (end - start > 1)
                {
                    // Values that end here (noughts may stand at their end) come before longer ones; they are few.
                    var ended = Ended(items.AsSpan(start, end - start), run.From + 8, bytes, ref allDiffer);
                    open.Push((start + ended, end, run.From + 8));
                }

                start = end;
            }
        }

        return allDiffer;
    }

    /// <summary>Moves the values of no more than so many bytes to the front, shorter ones first.</summary>
    private static int Ended(Span<int> items, int length, Bytes bytes, ref bool allDiffer)
    {
        var ended = 0;
        for (var i = 0; i < items.Length; i++)
        {
            if (bytes(items[i]).Length <= length)
            {
                (items[ended], items[i]) = (items[i], items[ended]);
                ended++;
            }
        }

        // They agree but for noughts at their end.
        var lengths = new int[ended];
        for (var i = 0; i < ended; i++)
        {
            lengths[i] = bytes(items[i]).Length;
        }

        lengths.AsSpan().Sort(items[..ended]);
        for (var i = 1; i < ended; i++)
        {
            allDiffer &= lengths[i] != lengths[i - 1];
        }

        return ended;
    }

    private static bool Insert(Span<int> items, int from, Bytes bytes)
    {
        var allDiffer = true;
        for (var i = 1; i < items.Length; i++)
        {
            var item = items[i];
            var value = bytes(item)[from..];
            var j = i;
            var order = -1;
            for (; j > 0 && (order = bytes(items[j - 1])[from..].SequenceCompareTo(value)) > 0; j--)
            {
                items[j] = items[j - 1];
            }

            allDiffer &= order != 0;
            items[j] = item;
        }

        return allDiffer;
    }

    private static ulong KeyAt(ReadOnlySpan<byte> value, int from)
    {
        var rest = value.Length <= from ? [] : value[from..];
        if (rest.Length >= 8)
        {
            return BinaryPrimitives.ReadUInt64BigEndian(rest);
        }

        var key = 0UL;
        for (var i = 0; i < 8; i++)
        {
            key = (key << 8) | (i < rest.Length ? rest[i] : 0UL);
        }

        return key;
    }
}
