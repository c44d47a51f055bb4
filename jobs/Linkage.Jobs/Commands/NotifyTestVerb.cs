using System.CommandLine;
using Linkage.Jobs.Notifying;
using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Commands;

/// <summary>Sends a test message to every recipient of the configuration, and says what became of it.</summary>
internal sealed class NotifyTestVerb : Verb
{
    private readonly Option<string> _data = PlaceOptions.Data();
    private readonly Option<string?> _config = PlaceOptions.Config();

    /// <summary>Declares the verb.</summary>
    public NotifyTestVerb()
        : base(
            "test",
            "Sends one message to each recipient of the configuration and says whether their server took it. Nothing is recorded.",
            new Example("linkage notify test --data /srv/linkage --config /etc/linkage.yaml", "After every change of recipients, secrets or servers"))
    {
        _config.Required = true;
        Add(_data);
        Add(_config);
    }

    /// <inheritdoc/>
    public override string? WorkspaceOf(ParseResult parse) => parse.GetValue(_data);

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var workspace = Path.GetFullPath(parse.GetRequiredValue(_data));
        var file = Path.GetFullPath(parse.GetRequiredValue(_config)!);
        if (NotificationSettingsReader.Load(file) is not { Recipients: [_, ..] } settings)
        {
            throw ProblemException.BadConfiguration("NO_RECIPIENTS", "The configuration names nobody who is told of anything.", file, "Add notifications with recipients to it ('Be told' in runbook.md).");
        }

        var sender = new MessageSender(settings, Path.Combine(workspace, "keys"), context.Clock);
        var recipients = new List<NotifyTestRecipient>();
        foreach (var recipient in settings.Recipients)
        {
            var code = await sender.SendAsync(recipient, Message.Test(recipient.Name, settings.Title, context.Clock.GetUtcNow()), cancellationToken).ConfigureAwait(false);
            recipients.Add(new NotifyTestRecipient(recipient.Name, recipient.Webhook is null ? "mail" : "webhook", code is null, code));
        }

        var failed = recipients.FirstOrDefault(recipient => !recipient.Sent);
        return new VerbResult(failed is null ? ExitCode.Done : ExitCode.Fault, new NotifyTestDocument(recipients), screen => Print(screen, recipients))
        {
            Problems = failed is null ? [] : [.. recipients.Where(recipient => !recipient.Sent).Select(Told)],
        };
    }

    private static Problem Told(NotifyTestRecipient recipient) => new(recipient.Code!, $"{recipient.Recipient} was not told.", ExitCode.Fault) { Where = $"notifications.recipients.{recipient.Recipient}", Remedy = $"{recipient.Code} in runbook.md says what to do." };

    private static void Print(Screen screen, IReadOnlyList<NotifyTestRecipient> recipients)
    {
        foreach (var recipient in recipients)
        {
            screen.Plain($"  {recipient.Recipient,-30} {recipient.By,-8} {(recipient.Sent ? "sent" : recipient.Code)}");
        }
    }
}
