using System.CommandLine;
using System.CommandLine.Help;

namespace Linkage.Jobs.Commands;

/// <summary>The root of the command line: every verb, and what all have in common.</summary>
internal static class LinkageCommand
{
    /// <summary>What a newcomer types.</summary>
    public static IReadOnlyList<Example> Examples { get; } =
    [
        new("linkage demo", "A synthetic city of 100,000 people, from extracts to a verified release"),
        new("linkage plan homes-and-money", "What a run would do, and whether a rule permits it; nothing is executed"),
        new("linkage run homes-and-money --sources /data/extracts", "The same for real"),
        new("linkage link left.csv right.csv --id record_id", "Any two files, to see how well they link"),
    ];

    /// <summary>Builds the command line.</summary>
    /// <param name="width">Columns the help may take.</param>
    public static RootCommand Create(int width)
    {
        var root = new RootCommand("Links people across a council's source extracts, checks every join against the governance registry, and releases only approved cohorts.")
        {
            new DemoVerb(),
            new SynthVerb(),
            new PlanVerb(),
            new DecideVerb(),
            new ScenariosVerb(),
            new RunVerb(),
            new PullVerb(),
            new ServeVerb(),
            new InitVerb(),
            new StatusVerb(),
            new ExplainVerb(),
            new VerifyVerb(),
            new LinkVerb(),
            ReviewOptions.Group(),
            new Command("models", "The default models of the Link stage.") { new ModelsTrainVerb() },
            new Command("rules", "The gateway rules of the registry.")
            {
                new RulesImportVerb(),
                new RulesExportVerb(),
                new RulesListVerb(),
                new RulesShowVerb(),
                new RulesDiffVerb(),
                new RulesHistoryVerb(),
                RulesChangeVerb.Propose(),
                new RulesApproveVerb(),
                RulesChangeVerb.Suspend(),
                RulesChangeVerb.Resume(),
                RulesChangeVerb.Reject(),
                RulesChangeVerb.Revoke(),
                new RulesKeyVerb(),
            },
            new Command("releases", "The releases of a workspace: who collected them, and how they are taken back.") { new ReleasesListVerb(), new ReleasesCollectVerb(), new ReleasesOpenVerb(), new ReleasesWithdrawVerb(), new ReleasesAttestVerb() },
            new Command("runs", "The runs of a workspace: how they went, and how to end or repeat them.") { new RunsListVerb(), new RunsShowVerb(), new RunsLogsVerb(), new RunsRetryVerb(), new RunsCancelVerb(), SchedulesTriggerVerb.Backfill() },
            new Command("schedules", "The schedules of projects, which 'linkage serve' runs.") { new SchedulesListVerb(), SchedulesPauseVerb.Pause(), SchedulesPauseVerb.Resume(), SchedulesTriggerVerb.Trigger() },
            new Command("notify", "Who is told of what happens.") { new NotifyTestVerb() },
            new Command("retention", "How long what lies in a workspace may lie there.") { RetentionVerb.Report(), RetentionVerb.Sweep() },
            new Command("store", "Where runs, rules and the ledger are kept.") { new StoreInitVerb() },
            new HashVerb(),
            new Command("publish", "What an information governance officer publishes and keeps as evidence, made from rules, contracts and runs.") { new PublishRegisterVerb(), new PublishArticle30Verb(), new PublishDpiaVerb(), new PublishTransparencyVerb() },
            new Command("ledger", "The ledger of a workspace: what was recorded, and whether it still is what was recorded.") { new LedgerVerifyVerb(), new LedgerCheckpointVerb(), new LedgerProveVerb() },
            new Command("keys", "The workspace's keys.") { new KeysInitVerb(), new KeysImportVerb(), new KeysApproveRotationVerb(), new KeysRotateVerb(), new Command("credential", "The keys and certificates by which other machines know this one.") { KeysCredentialVerb.Set(), KeysCredentialVerb.List(), KeysCredentialVerb.Remove() } },
        };
        root.Add(new Option<bool>("--json")
        {
            Recursive = true,
            Description = "Print one JSON object on standard output and everything else on standard error",
        });
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            var inner = (HelpAction)help.Action!;
            inner.MaxWidth = width;
            help.Action = new VerbHelp(inner, Examples);
        }

        return root;
    }
}
