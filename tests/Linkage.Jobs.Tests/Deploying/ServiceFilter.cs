using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Deploying;

/// <summary>
/// What a service's unit lets a program ask of the kernel, without a systemd that runs: the same filter, made of the unit's own lines and of systemd's own lists, and put on the program by libseccomp.
/// </summary>
internal static class ServiceFilter
{
    private const string Python = "/usr/bin/python3";

    private const string Packages = "/usr/lib/python3/dist-packages";

    // A name that this architecture has not is none of its calls.
    private const string Script = """
        import errno, os, seccomp, subprocess, sys

        def calls(name):
            if not name.startswith('@'):
                return {name}
            listed = subprocess.run(['systemd-analyze', 'syscall-filter', name], check=True, capture_output=True, text=True).stdout.split('\n')[1:]
            return set().union(*(calls(line.strip()) for line in listed if line.strip() and not line.strip().startswith('#')))

        allowed = calls('@default')
        lines = [line.strip().split('=', 1)[1] for line in open(sys.argv[1]) if line.startswith('SystemCallFilter=')]
        assert lines
        for line in lines:
            named = set().union(*(calls(name) for name in line.lstrip('~').split()))
            allowed = allowed - named if line.startswith('~') else allowed | named
        filter = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
        for call in sorted(allowed):
            if seccomp.resolve_syscall(seccomp.Arch(), call) >= 0:
                filter.add_rule(seccomp.ALLOW, call)
        filter.load()
        os.execv(sys.argv[2], sys.argv[2:])
        """;

    /// <summary>A command as the service would start it.</summary>
    /// <param name="unit">The unit's file.</param>
    /// <param name="command">The program and its arguments.</param>
    public static IReadOnlyList<string> On(string unit, IEnumerable<string> command)
    {
        _ = DebianPackage.ProgramOf("systemd-analyze", "systemd");
        if (!Directory.Exists(Packages) || Directory.GetFiles(Packages, "seccomp*.so").Length == 0)
        {
            DebianPackage.Install("python3-seccomp");
        }

        return [Python, "-c", Script, unit, .. command];
    }
}
