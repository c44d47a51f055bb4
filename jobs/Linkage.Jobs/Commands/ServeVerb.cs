using System.CommandLine;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Serving;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Commands;

/// <summary>Runs the schedules of a workspace's projects until it is told to stop.</summary>
internal sealed class ServeVerb : Verb
{
    private readonly Option<string> _data = PlaceOptions.Data();
    private readonly PlaceOptions _place = new();

    private readonly Option<string> _urls = new("--urls")
    {
        HelpName = "URLS",
        Description = "Where it answers /healthz and /readyz, parted by semicolons",
        DefaultValueFactory = _ => "http://127.0.0.1:5080",
    };

    /// <summary>Declares the verb.</summary>
    public ServeVerb()
        : base(
            "serve",
            "Runs every project that has a schedule, by itself, until it is told to stop. A slot that was missed, or whose host was killed, is made up for as the schedule says.",
            new Example("linkage serve --data /srv/linkage --sources /data/extracts", "Under systemd or in a container"),
            new Example("linkage serve --data /srv/linkage --config /etc/linkage.yaml", "Extracts pulled before each run"),
            new Example("curl -f http://127.0.0.1:5080/readyz", "For a monitor"))
    {
        Add(_data);
        Add(_urls);
        _place.AddTo(this, withRegistry: false, withConfig: true);
    }

    /// <inheritdoc/>
    public override string? WorkspaceOf(ParseResult parse) => parse.GetValue(_data);

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        TestClock.Require(_place.At(parse), "The clock of a host begins");
        context = context with { Clock = _place.At(parse) is { } at ? new ShiftedClock(context.Clock, at) : context.Clock };
        var place = _place.Read(parse, parse.GetRequiredValue(_data), context.Clock);
        place = place with { Environment = place.Environment with { Clock = context.Clock } };
        var workspace = place.Environment.Workspace;
        if (!Directory.Exists(workspace))
        {
            throw ProblemException.BadConfiguration("NO_WORKSPACE", "There is no workspace here.", workspace, "Make one with 'linkage keys init --data DIR', and import the rules.");
        }

        var urls = parse.GetRequiredValue(_urls);
        if (urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is var each && (each.Length == 0 || !each.All(IsListenable)))
        {
            throw ProblemException.BadConfiguration("USAGE", "--urls takes http:// with an IP address or localhost, a port and no path, such as http://127.0.0.1:5080, parted by semicolons.", "linkage serve", "A proxy in front of it speaks TLS and has a name.");
        }

        try
        {
            // Once, and not at each look: what is wrong with the store is told at once and ends the host.
            using (RunStore.Open(StoreDatabase.Of(workspace), workspace, context.Clock))
            {
            }

            await SweepAsync(place.Environment, context, cancellationToken).ConfigureAwait(false);
            await ServeHost.RunAsync(place, urls, context, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException or System.Net.Sockets.SocketException)
        {
            throw ProblemException.BadConfiguration("ADDRESS_IN_USE", "It cannot listen there: the address is in use or not of this machine.", urls, "Name another with --urls.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop before it listened: for a host that is no failure, and a service manager must not take it for one.
        }

        return new VerbResult(ExitCode.Done, new ServeDocument(workspace, urls), screen => screen.Line("Stopped, as it was told to."));
    }

    // What a run left in memory that was killed on this machine: nobody else can reach it, and its workspace may be worked on elsewhere from now on.
    private static async Task SweepAsync(RunEnvironment environment, VerbContext context, CancellationToken cancellationToken)
    {
        try
        {
            using var held = await WorkspaceHold.TakeAsync(StoreDatabase.Of(environment.Workspace), environment.Workspace, "linkage serve", context.Clock, cancellationToken).ConfigureAwait(false);
            RunScratch.Sweep(environment.Scratch, held);
        }
        catch (ProblemException busy) when (busy.Problem.Code == "WORKSPACE_BUSY")
        {
            // Whoever works there swept before it began.
        }
        catch (WorkspaceLostException)
        {
            // A machine so busy that the lease ran out: whoever has the workspace now sweeps.
        }
    }

    // A name would be taken for every address of the machine.
    private static bool IsListenable(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed is { Scheme: "http", AbsolutePath: "/", Query: "", UserInfo: "" } && (parsed.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 || parsed.Host == "localhost");
}
