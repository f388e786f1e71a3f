using Foresale.Server.Audit;

namespace Foresale.Server.Keys;

/// <summary>Makes the first admin key, and writes down once a minute which keys were used.</summary>
internal sealed class KeyUpkeep(KeyRing ring, AuditLog audit, TimeProvider clock, ILogger<KeyUpkeep> log, TextWriter output) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);

    /// <summary>Before anything listens: where no admin key is good (a first start, or the file was removed to get back in), one is made and printed.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!ring.HasAdmin)
        {
            var (key, text) = ring.Make("first admin key", Scope.Admin, expires: null);
            await output.WriteLineAsync($"Admin key, shown this once: {text}");
            await output.FlushAsync(cancellationToken);
            await audit.WriteAsync(AuditLog.Server, AuditActions.KeyMade, key.Id, "first admin key", cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Write();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Write();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync writes the rest
        }
    }

    private void Write()
    {
        try
        {
            ring.WriteUse();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.KeyUseNotWritten(log, fault); // a full disk must not end the server; the next minute tries again
        }
    }
}
