using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Foresale.Events;
using TorchSharp;

namespace Foresale.Learning.Native;

/// <summary>
/// Loads TorchSharp's native library, also on systems whose libstdc++ is older than the one that it was linked with
/// (Debian 12, Ubuntu 22.04). Why and how: docs/adr/0001-torch-native.md.
/// </summary>
public static class TorchNative
{
    private const string Library = "LibTorchSharp";
    private const string MissingVersion = "GLIBCXX_3.4.32";
    private static readonly Lazy<bool> s_loaded = new(Load);

    /// <summary>Must stand before the first use of torch in a process; later calls do nothing.</summary>
    /// <exception cref="UserFaultException">The library cannot be loaded on this system.</exception>
    public static void Ensure() => _ = s_loaded.Value;

    private static bool Load()
    {
        OpenMp.WaitAsleep(); // libtorch brings the OpenMP that LightGBM then finds in the process.
        if (!NativeLibrary.TryLoad(Library, typeof(torch).Assembly, searchPath: null, out _) && !LoadMended())
        {
            throw Fault(WhyNot());
        }

        // Two threads gain nothing on batches of this size, and one gives equal bytes for equal seeds.
        torch.set_num_threads(1);
        return true;
    }

    private static bool LoadMended()
    {
        if (!OperatingSystem.IsLinux() || Find($"lib{Library}.so") is not { } source || ElfVersionNeeds.Weaken(File.ReadAllBytes(source), MissingVersion) is not { } mended)
        {
            return false;
        }

        // The copy does not stand beside libtorch: what it needs must be in the process before it.
        foreach (var needed in (ReadOnlySpan<string>)["libc10.so", "libtorch_cpu.so", "libtorch.so"])
        {
            if (Find(needed) is not { } path || !NativeLibrary.TryLoad(path, out _))
            {
                return false;
            }
        }

        return NativeLibrary.TryLoad(Copy(mended), out _);
    }

    // Named by its content and renamed into its place: processes that start together write equal files, and none reads half of one.
    private static string Copy(byte[] mended)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"lib{Library}-{XxHash64.HashToUInt64(mended):x16}.so");
        try
        {
            var folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "foresale", "native");
            if (!Path.IsPathRooted(folder))
            {
                folder = Directory.CreateTempSubdirectory("foresale-native-").FullName; // An account without a home.
            }

            var path = Path.Combine(folder, name);
            if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(mended))
            {
                Directory.CreateDirectory(folder);
                var partial = Path.Combine(folder, Path.GetRandomFileName());
                File.WriteAllBytes(partial, mended);
                File.Move(partial, path, overwrite: true);
            }

            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault($"A copy for this system could not be written: {e.Message}");
        }
    }

    /// <summary>A native file beside the application or in its <c>runtimes</c> folder; null where it is in neither.</summary>
    private static string? Find(string file)
    {
        var root = AppContext.BaseDirectory;
        var portable = $"linux-{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64")}";
        return new[] { Path.Combine(root, file), Path.Combine(root, "runtimes", portable, "native", file) }.FirstOrDefault(File.Exists);
    }

    private static string WhyNot()
    {
        try
        {
            NativeLibrary.Free(NativeLibrary.Load(Library, typeof(torch).Assembly, searchPath: null));
            return "The reason is not known.";
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            return e.Message.Trim().TrimEnd('.') + ".";
        }
    }

    private static UserFaultException Fault(string reason) => new(
        "torch",
        $"the native library {Library} cannot be loaded on this system. {reason}",
        "Use 64-bit Linux (glibc 2.31 or later), Windows or macOS on ARM, and add the package TorchSharp-cpu (or a CUDA one) to the executable.");
}
