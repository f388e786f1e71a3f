using System.IO.Compression;
using System.Text.Json;
using Foresale.Environments;
using Foresale.Events;

namespace Foresale.Tests.Environments;

public sealed class VirtualTaobaoTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-taobao-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_customer_leaves_after_the_drawn_page_and_clicks_are_the_reward()
    {
        // All weights are 0, so that the biases speak: 3 clicks, 2 pays, leaving after page 4.
        var environment = new VirtualTaobao(Planted(clicks: 3, pays: 2, lastPage: 4));
        var first = environment.Reset(seed: 1);

        var steps = Enumerable.Range(0, 4).Select(_ => environment.Step(new float[VirtualTaobao.ActionSize])).ToList();

        Assert.Equal(11, first[..VirtualTaobao.UserSize].Count(x => x == 1));
        Assert.Equal([0, 0, 0], first[VirtualTaobao.UserSize..]);
        Assert.Equal([3, 3, 3, 3], steps.Select(s => s.Reward));
        Assert.Equal([false, false, false, true], steps.Select(s => s.Terminated));
        Assert.Equal([3, 2, 4], steps[3].Observation[VirtualTaobao.UserSize..]);
        Assert.Equal(first[..VirtualTaobao.UserSize], steps[3].Observation[..VirtualTaobao.UserSize]);
        Assert.Throws<InvalidOperationException>(() => environment.Step(new float[VirtualTaobao.ActionSize]));
    }

    [Fact]
    public void Weights_that_are_not_there_or_of_another_size_are_told()
    {
        var absent = Assert.Throws<UserFaultException>(() => VirtualTaobaoWeights.Load("nowhere"));
        Planted(1, 1, 1);
        File.Delete(At("generator_model"));
        var incomplete = Assert.Throws<UserFaultException>(() => VirtualTaobaoWeights.Load(_folder));
        Planted(1, 1, 1);
        File.Copy(At("leave_model"), At("action_model"), overwrite: true);
        var other = Assert.Throws<UserFaultException>(() => VirtualTaobaoWeights.Load(_folder));

        Assert.Equal("nowhere: the weights of VirtualTaobao are not in this folder. Give the folder that holds action_model.json.gz, generator_model.json.gz and leave_model.json.gz; docs/environments.md says how they are made.", absent.Message);
        Assert.StartsWith($"{_folder}: the weights of VirtualTaobao are not in this folder.", incomplete.Message, StringComparison.Ordinal);
        Assert.Equal($"{At("action_model")}: the network has other sizes than 116 numbers in and 21 out. Take the weights of VirtualTB-v0.", other.Message);
    }

    [Fact]
    public void The_real_networks_give_what_another_program_computed()
    {
        var weights = Real();
        var noise = Enumerable.Range(0, 128).Select(i => i % 7 / 7f).ToArray();
        var action = Enumerable.Range(0, VirtualTaobao.ActionSize).Select(i => (float)Math.Sin(i)).ToArray();

        var customer = weights.Customer.Forward(noise);
        var leaving = weights.Leaving.Forward(Middle());
        var response = weights.Response.Forward(VirtualTaobao.ResponseInput(Middle(), 5, action));

        // By numpy 1.24 in float64 from the same files: x @ W.T + b, and .01 x below 0 between the layers.
        Assert.Equal([1.1793239597, -2.8748614541, .5620794882, 30.1599660604], Sample(customer, 0, 40, 87), Near);
        Assert.Equal([-31.2990527942, -2.4761603328, -.1512255206, -512.4370160858], Sample(leaving, 0, 50, 100), Near);
        Assert.Equal([5093.5025042060, -23295.5764997916, -19727.6174848509, -289388.4054930957], Sample(response, 0, 10, 20), Near);
    }

    [Fact]
    public void The_real_networks_agree_with_a_plain_loop_in_double_precision()
    {
        var weights = Real();
        var random = new Random(5);
        var input = Enumerable.Range(0, 116).Select(_ => (2 * random.NextSingle()) - 1).ToArray();

        var ours = weights.Response.Forward(input);

        Assert.Equal(Plainly(Path.Combine(DataFolder()!, "action_model.json.gz"), input), ours.Select(x => (double)x), Near);
    }

    [Fact]
    public void The_real_environment_keeps_the_contract()
    {
        var weights = Real();

        Assert.Empty(EnvironmentChecker.Check(() => new VirtualTaobao(weights)));
    }

    // The middle class of each group.
    private static float[] Middle()
    {
        var (customer, start) = (new float[VirtualTaobao.UserSize], 0);
        foreach (var size in (int[])[8, 8, 11, 11, 11, 11, 2, 2, 3, 18, 3])
        {
            customer[start + (size / 2)] = 1;
            start += size;
        }

        return customer;
    }

    private static double[] Sample(float[] values, params int[] places) => [.. places.Select(p => (double)values[p]), values.Sum(v => (double)v)];

    private static bool Near(double expected, double found) => Math.Abs(expected - found) <= 2e-5 * Math.Max(1, Math.Abs(expected));

    private static double[] Plainly(string path, float[] input)
    {
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var document = JsonDocument.Parse(stream);
        double[] x = [.. input];
        foreach (var module in (int[])[0, 2, 4])
        {
            var weight = document.RootElement.GetProperty($"{module}.weight").GetProperty("data");
            var bias = document.RootElement.GetProperty($"{module}.bias").GetProperty("data");
            var width = x.Length;
            x = [.. Enumerable.Range(0, bias.GetArrayLength()).Select(i => bias[i].GetDouble() + x.Select((v, j) => weight[(i * width) + j].GetDouble() * v).Sum()).Select(y => module < 4 && y < 0 ? .01 * y : y)];
        }

        return x;
    }

    // Beside the project, as the other data sets.
    private static string? DataFolder()
    {
        var root = Environment.GetEnvironmentVariable("FORESALE_DATA");
        for (var folder = AppContext.BaseDirectory; root is null && folder is not null; folder = Path.GetDirectoryName(folder))
        {
            root = File.Exists(Path.Combine(folder, "Foresale.slnx")) ? Path.Combine(folder, "..", "shared", "data") : null;
        }

        var weights = root is null ? null : Path.Combine(root, "virtual-taobao");
        return Directory.Exists(weights) ? weights : null;
    }

    private static VirtualTaobaoWeights Real()
    {
        var folder = DataFolder();
        Assert.SkipUnless(folder is not null, "The weights of VirtualTaobao are not here; set FORESALE_DATA.");
        return VirtualTaobaoWeights.Load(folder!);
    }

    private VirtualTaobaoWeights Planted(int clicks, int pays, int lastPage)
    {
        Write("generator_model", 128, 88);
        Write("action_model", 116, 21, clicks, 11 + pays);
        Write("leave_model", 88, 101, lastPage);
        return VirtualTaobaoWeights.Load(_folder);
    }

    // One layer of zeros; a bias of 100 at some places, which a softmax takes for certain.
    private void Write(string name, int inputs, int outputs, params int[] certain)
    {
        var bias = Enumerable.Range(0, outputs).Select(i => certain.Contains(i) ? 100f : 0f);
        using var stream = new GZipStream(File.Create(At(name)), CompressionLevel.Fastest);
        JsonSerializer.Serialize(stream, new Dictionary<string, object> { ["0.weight"] = new { shape = new[] { outputs, inputs }, data = new float[outputs * inputs] }, ["0.bias"] = new { shape = new[] { outputs }, data = bias } });
    }

    private string At(string name) => Path.Combine(_folder, $"{name}.json.gz");
}
