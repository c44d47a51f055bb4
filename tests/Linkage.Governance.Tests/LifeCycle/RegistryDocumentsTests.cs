using Linkage.Governance.LifeCycle;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.LifeCycle;

/// <summary>A registry made of documents that are kept as text, and what happened to its rules apart from them.</summary>
public sealed class RegistryDocumentsTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly RegistryDocuments _documents = new();

    [Fact]
    public void Build_OfTheCommittedFiles_IsTheRegistryOfTheFolderButForWhatHappenedToItsRules()
    {
        var registry = Build();
        var folder = Registry.Load(Samples.GovernanceFolder);

        Assert.Equal(folder.Catalogue.Hash, registry.Catalogue.Hash);
        Assert.Equal(folder.People.Hash, registry.People.Hash);
        Assert.Equal(folder.Rules.Select(rule => rule.ContentHash), registry.Rules.Select(rule => rule.ContentHash));
        Assert.All(registry.Rules, rule => Assert.Equal((RuleStatus.Draft, null, 0), (rule.Status, rule.StatusReason, rule.Approvals.Count)));
    }

    [Fact]
    public void Build_WhatHappenedToARule_CountsAndNotWhatItsTextSays()
    {
        RuleChange[] changes = [new(RuleChangeKind.Drafted, 0, null, At, null), new(RuleChangeKind.Rejected, 1, "p-whitfield", At, "Too wide.")];

        var rule = Build(changes: changes, approvals: Samples.V4.Approvals).Rules.Single(one => one is { Id: "homes-and-money", Version: 4 });

        Assert.Equal((RuleStatus.Rejected, "Too wide."), (rule.Status, rule.StatusReason));
        Assert.Equal(Samples.V4.Approvals, rule.Approvals);
    }

    [Fact]
    public void Build_SameTexts_AreNotReadAgain()
    {
        var (first, second) = (Build(), Build());

        Assert.Same(first.People, second.People);
        Assert.Equal(first.Catalogue.Entries, second.Catalogue.Entries, ReferenceEqualityComparer.Instance);
        Assert.Equal(first.Rules.Select(rule => rule.Datasets), second.Rules.Select(rule => rule.Datasets), ReferenceEqualityComparer.Instance);
    }

    [Fact]
    public void Build_OtherTextsUnderTheSameNames_AreRead()
    {
        Build();

        var registry = Build(text => text
            .Replace("Early help programme manager", "Another office", StringComparison.Ordinal)
            .Replace("General power of competence of a local authority.", "Another sentence.", StringComparison.Ordinal)
            .Replace("retentionDays: 90", "retentionDays: 30", StringComparison.Ordinal));

        Assert.Equal("Another office", registry.People.All.Single(person => person.Id == "p-okafor").Office);
        Assert.Equal("Another sentence.", registry.Catalogue.Entries.Single(entry => entry.Id == "LA11-1").What);
        Assert.Equal([365, 30, 30], registry.Rules.Select(rule => rule.RetentionDays));
    }

    private Registry Build(Func<string, string>? change = null, IReadOnlyList<RuleChange>? changes = null, IReadOnlyList<Approval>? approvals = null) => _documents.Build(
        Documents("catalogue", "*.yaml", change),
        Documents("rules", "people.yaml", change).Single(),
        Documents("rules", "*.v*.yaml", change).Select(document => new RuleDocument(document, changes ?? [], approvals ?? [])));

    private static RegistryDocument[] Documents(string folder, string pattern, Func<string, string>? change) =>
        [.. Directory.EnumerateFiles(Path.Combine(Samples.GovernanceFolder, folder), pattern).Order(StringComparer.Ordinal).Select(path => new RegistryDocument(Path.GetFileName(path), (change ?? (text => text))(File.ReadAllText(path))))];
}
