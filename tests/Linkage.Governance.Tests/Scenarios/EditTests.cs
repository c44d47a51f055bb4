using Linkage.Governance.Documents;
using Linkage.Governance.Scenarios;
using Linkage.Governance.Tests.Schemas;

namespace Linkage.Governance.Tests.Scenarios;

public sealed class EditTests
{
    private const string Text = """
        name: a
        list: [one, two]
        pairs:
          - { left: a, right: b, keys: [x] }
          - { left: a, right: c, keys: [y] }
        """;

    [Theory]
    [InlineData("{ set: name, to: b }", """{"name":"b","list":["one","two"],"pairs":[{"left":"a","right":"b","keys":["x"]},{"left":"a","right":"c","keys":["y"]}]}""")]
    [InlineData("{ set: \"list[1]\", to: three }", """{"name":"a","list":["one","three"],"pairs":[{"left":"a","right":"b","keys":["x"]},{"left":"a","right":"c","keys":["y"]}]}""")]
    [InlineData("{ add: list, value: three }", """{"name":"a","list":["one","two","three"],"pairs":[{"left":"a","right":"b","keys":["x"]},{"left":"a","right":"c","keys":["y"]}]}""")]
    [InlineData("{ add: more, value: [z] }", """{"name":"a","list":["one","two"],"pairs":[{"left":"a","right":"b","keys":["x"]},{"left":"a","right":"c","keys":["y"]}],"more":["z"]}""")]
    [InlineData("{ remove: \"list[one]\" }", """{"name":"a","list":["two"],"pairs":[{"left":"a","right":"b","keys":["x"]},{"left":"a","right":"c","keys":["y"]}]}""")]
    [InlineData("{ remove: name }", """{"list":["one","two"],"pairs":[{"left":"a","right":"b","keys":["x"]},{"left":"a","right":"c","keys":["y"]}]}""")]
    [InlineData("{ set: \"pairs[right=c].keys\", to: [z] }", """{"name":"a","list":["one","two"],"pairs":[{"left":"a","right":"b","keys":["x"]},{"left":"a","right":"c","keys":["z"]}]}""")]
    [InlineData("{ add: \"pairs[left=a,right=b].keys\", value: z }", """{"name":"a","list":["one","two"],"pairs":[{"left":"a","right":"b","keys":["x","z"]},{"left":"a","right":"c","keys":["y"]}]}""")]
    [InlineData("{ set: \"pairs[*].left\", to: z }", """{"name":"a","list":["one","two"],"pairs":[{"left":"z","right":"b","keys":["x"]},{"left":"z","right":"c","keys":["y"]}]}""")]
    [InlineData("{ remove: \"pairs[*]\" }", """{"name":"a","list":["one","two"],"pairs":[]}""")]
    public void Apply_Edit_ChangesThatPlaceAlone(string edit, string expected)
    {
        var root = YamlDocument.Parse(Text, "f.yaml").Root;
        var before = SchemaSubset.Json(root)!.ToJsonString();

        Assert.Equal(expected, SchemaSubset.Json(Read(edit).Apply(root))!.ToJsonString());
        Assert.Equal(before, SchemaSubset.Json(root)!.ToJsonString());
    }

    [Theory]
    [InlineData("{ set: nme, to: b }", "there is no key 'nme'")]
    [InlineData("{ set: \"list[2]\", to: b }", "no item of the list is the one in brackets")]
    [InlineData("{ remove: \"list[three]\" }", "no item of the list is the one in brackets")]
    [InlineData("{ remove: \"pairs[left=a]\" }", "more than one item of the list")]
    [InlineData("{ add: name, value: b }", "what is there is no list")]
    [InlineData("{ add: new.deeper, value: b }", "there is no key 'new'")]
    [InlineData("{ set: name.first, to: b }", "there is nothing with keys")]
    [InlineData("{ set: \"name[0]\", to: b }", "there is no list")]
    public void Apply_PathThatLeadsNowhere_IsRefused(string edit, string problem)
    {
        var thrown = Assert.Throws<ConfigurationException>(() => Read(edit).Apply(YamlDocument.Parse(Text, "f.yaml").Root));

        Assert.StartsWith("e.yaml, line 1, key edit.", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(problem, thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"[0]\"")]
    [InlineData("\".name\"")]
    [InlineData("\"name.\"")]
    [InlineData("\"name..first\"")]
    [InlineData("\"list[]\"")]
    [InlineData("\"list[0\"")]
    [InlineData("\"list[0]name\"")]
    [InlineData("\"list[a=]\"")]
    [InlineData("\"list[=a]\"")]
    [InlineData("\"two words\"")]
    [InlineData("\"*\"")]
    public void Of_WhatIsNoPath_IsRefused(string path) =>
        Assert.Contains("this is not a path", Assert.Throws<ConfigurationException>(() => Read($"{{ remove: {path} }}")).Message, StringComparison.Ordinal);

    private static Edit Read(string edit) => YamlDocument.Parse($"edit: {edit}", "e.yaml").Read(map => Edit.Of(map.Required("edit")));
}
