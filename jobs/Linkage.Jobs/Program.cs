using Linkage.Jobs.Commands;

return await LinkageProgram.RunAsync(args, TimeProvider.System).ConfigureAwait(false);
