using Foresale.Events;

namespace Foresale.Environments;

/// <summary>The three networks of VirtualTB-v0 (Shi et al. 2019). They do not come with Foresale: docs/environments.md says where they are from.</summary>
public sealed class VirtualTaobaoWeights
{
    private VirtualTaobaoWeights(string folder)
    {
        Customer = Read("generator_model", VirtualTaobao.NoiseSize, VirtualTaobao.UserSize);
        Response = Read("action_model", VirtualTaobao.UserSize + 1 + VirtualTaobao.ActionSize, VirtualTaobao.ClickLevels + VirtualTaobao.PayLevels);
        Leaving = Read("leave_model", VirtualTaobao.UserSize, VirtualTaobao.MaxPages + 1);

        DenseNetwork Read(string name, int inputs, int outputs) => DenseNetwork.Read(Path.Combine(folder, $"{name}.json.gz"), inputs, outputs);
    }

    /// <summary>Noise [128] to the log-odds of a customer's features [88].</summary>
    internal DenseNetwork Customer { get; }

    /// <summary>Customer, page and action [88 + 1 + 27] to the log-odds of clicks [11] and pays [10].</summary>
    internal DenseNetwork Response { get; }

    /// <summary>Customer [88] to the log-odds of the page after which they leave [101].</summary>
    internal DenseNetwork Leaving { get; }

    /// <summary>Reads the weights.</summary>
    /// <param name="folder">Holds <c>generator_model.json.gz</c>, <c>action_model.json.gz</c> and <c>leave_model.json.gz</c>.</param>
    /// <exception cref="UserFaultException">One is not there, or no such file.</exception>
    public static VirtualTaobaoWeights Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return ((string[])["action_model", "generator_model", "leave_model"]).All(name => File.Exists(Path.Combine(folder, $"{name}.json.gz")))
            ? new VirtualTaobaoWeights(folder)
            : throw new UserFaultException(folder, "the weights of VirtualTaobao are not in this folder.", "Give the folder that holds action_model.json.gz, generator_model.json.gz and leave_model.json.gz; docs/environments.md says how they are made.");
    }
}
