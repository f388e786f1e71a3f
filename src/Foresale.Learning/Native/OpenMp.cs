using System.Runtime.InteropServices;

namespace Foresale.Learning.Native;

/// <summary>How the threads of OpenMP, by which LightGBM runs, wait for each other (docs/adr/0015-threads-that-sleep.md).</summary>
internal static partial class OpenMp
{
    private const string WaitPolicy = "OMP_WAIT_POLICY", Asleep = "PASSIVE";

    /// <summary>
    /// Lets them sleep where they would spin: beside a process that uses a core a thread spins at each barrier for one that has no core to run on.
    /// Must stand before LightGBM or libtorch is loaded, whichever comes first: OpenMP reads the variable then. What the user has set stays.
    /// </summary>
    public static void WaitAsleep()
    {
        if (Environment.GetEnvironmentVariable(WaitPolicy) is not null)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Environment.SetEnvironmentVariable(WaitPolicy, Asleep);
            return;
        }

        try
        {
            _ = SetNative(WaitPolicy, Asleep, overwrite: 0); // .NET keeps an environment of its own here, which getenv does not see.
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // A libc of another name: threads spin, and all else is as it should be.
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNative(string name, string value, int overwrite);
}
