using System.Text.Json.Nodes;
using Linkage.Governance.Documents;

namespace Linkage.Governance.Tests.Documents;

public sealed class CanonicalHashTests
{
    [Fact]
    public void CanonicalText_KeysNumbersAndEscapes_HaveOneForm()
    {
        var value = new JsonObject
        {
            ["b"] = new JsonArray(1, 2.50m, "\u00E9 \U0001F600 \" \\ \n \u0001", true, null),
            ["a"] = new JsonObject(),
            ["B"] = 0.00m,
        };

        Assert.Equal("""{"B":0,"a":{},"b":[1,2.5,"é 😀 \" \\ \n \u0001",true,null]}""", CanonicalHash.CanonicalText(value));
    }

    [Fact]
    public void Of_KeyOrder_IsIrrelevantAndArrayOrderIsNot()
    {
        Assert.Equal(CanonicalHash.Of(JsonNode.Parse("""{"a":"1","b":"2"}""")), CanonicalHash.Of(JsonNode.Parse("""{"b":"2","a":"1"}""")));
        Assert.NotEqual(CanonicalHash.Of(JsonNode.Parse("""["a","b"]""")), CanonicalHash.Of(JsonNode.Parse("""["b","a"]""")));
    }

    [Fact]
    public void Of_EmptyObject_IsTheKnownDigest() =>
        Assert.Equal("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", CanonicalHash.Of(new JsonObject()));

    [Fact]
    public void Of_DoubleOrHalfSurrogate_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => CanonicalHash.Of(JsonValue.Create(0.5)));
        Assert.Throws<ArgumentException>(() => CanonicalHash.Of(JsonValue.Create("\uD83D")));
    }
}
