using Foresale.Learning.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Tests.Native;

[Collection(TorchCollection.Name)]
public class TorchNativeTests
{
    private const string Version = "GLIBCXX_3.4.32";

    [Fact]
    public void Torch_loads_and_multiplies()
    {
        TorchNative.Ensure();
        using var scope = NewDisposeScope();

        var product = tensor(new float[] { 1, 2, 3, 4 }, [2, 2]).matmul(tensor(new float[] { 5, 6, 7, 8 }, [2, 2]));

        Assert.Equal([19f, 22f, 43f, 50f], product.data<float>().ToArray());
        Assert.Equal(1, get_num_threads());
    }

    [Fact]
    public void Only_the_flag_of_the_version_changes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The mend is for Linux.");
        var library = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so"));

        var mended = ElfVersionNeeds.Weaken(library, Version);

        Assert.NotNull(mended);
        var changed = Enumerable.Range(0, library.Length).Where(i => library[i] != mended[i]).ToList();
        Assert.Single(changed);
        Assert.Equal(library[changed[0]] | 2, mended[changed[0]]);
    }

    [Fact]
    public void A_library_without_the_version_is_left_alone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The mend is for Linux.");
        var library = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so"));

        Assert.Null(ElfVersionNeeds.Weaken(library, "GLIBCXX_9.9.99"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(1000)]
    public void A_file_that_is_cut_off_is_no_library(int length)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The mend is for Linux.");
        var library = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so"));

        Assert.Null(ElfVersionNeeds.Weaken(library.AsSpan(0, length), Version));
    }
}
