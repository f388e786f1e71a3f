using System.Runtime.InteropServices;
using Foresale.Cli;

// Ctrl-C asks the verb in hand to stop: it finishes its batch, keeps what it promised to keep and removes what it half wrote.
// A second Ctrl-C ends the process at once. System.CommandLine's own handler is off: it gives up on a verb that has not yet
// come to its first await, and leaves its half-written folder behind.
using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext context)
{
    context.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await App.RunAsync(args, cancellationToken: stop.Token);
