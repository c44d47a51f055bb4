using Linkage.Pipeline.Keys.Cloud;

namespace Linkage.Pipeline.Tests.Keys.Cloud;

public sealed class SecretCacheTests
{
    [Fact]
    public void Find_Kept_GivesACopy()
    {
        using var cache = new SecretCache(TimeSpan.FromMinutes(5), 3, new SteppedClock());
        byte[] value = [1, 2, 3];
        cache.Keep("name", "v1", value);
        value[0] = 9;

        var found = cache.Find("name", "v1")!;
        Assert.Equal([1, 2, 3], found);
        Array.Clear(found);
        Assert.Equal([1, 2, 3], cache.Find("name", "v1")!);
        Assert.Null(cache.Find("name", "v2"));
    }

    [Fact]
    public void Keep_MoreThanItHolds_TheOldestGoes()
    {
        var clock = new SteppedClock();
        using var cache = new SecretCache(TimeSpan.FromMinutes(5), 3, clock);
        for (byte i = 0; i < 5; i++)
        {
            cache.Keep("name", $"v{i}", [i]);
            clock.Step(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, cache.Count);
        Assert.Null(cache.Find("name", "v1"));
        Assert.Equal([4], cache.Find("name", "v4")!);
    }

    [Fact]
    public void Find_TimeOver_IsGone()
    {
        var clock = new SteppedClock();
        using var cache = new SecretCache(TimeSpan.FromMinutes(5), 3, clock);
        cache.Keep("name", "v1", [1]);
        clock.Step(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.NotNull(cache.Find("name", "v1"));

        clock.Step(TimeSpan.FromTicks(1));

        Assert.Null(cache.Find("name", "v1"));
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void TimeOver_NobodyAsks_IsClearedAllTheSame()
    {
        var clock = new SteppedClock();
        using var cache = new SecretCache(TimeSpan.FromMinutes(5), 3, clock);
        cache.Keep("name", "v1", [1]);
        clock.Step(TimeSpan.FromMinutes(5));

        clock.Ring();

        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void ForgetAndDispose_ClearWhatIsKept()
    {
        var cache = new SecretCache(TimeSpan.FromMinutes(5), 3, new SteppedClock());
        cache.Keep("one", "v1", [1]);
        cache.Keep("one", "v2", [2]);
        cache.Keep("other", "v1", [3]);

        cache.Forget("one");
        Assert.Equal(1, cache.Count);
        cache.Dispose();
        Assert.Equal(0, cache.Count);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(5, 0)]
    public void Keep_SwitchedOff_KeepsNothing(int minutes, int count)
    {
        using var cache = new SecretCache(TimeSpan.FromMinutes(minutes), count, new SteppedClock());
        cache.Keep("name", "v1", [1]);

        Assert.Equal(0, cache.Count);
    }

    private sealed class SteppedClock : TimeProvider
    {
        private readonly List<Action> _timers = [];
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Step(TimeSpan time) => _now += time.Ticks;

        public void Ring() => _timers.ForEach(t => t());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timers.Add(() => callback(state));
            return System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
