using System.Text.Json;
using Foresale.Evaluation;
using Foresale.Events;

namespace Foresale.Learning.Agents.Intent;

/// <summary>How far the critic has come, besides its weights.</summary>
internal sealed record CheckpointHeader
{
    /// <summary>Lambda.</summary>
    public required double Lambda { get; init; }

    /// <summary>Epochs done.</summary>
    public required int Epoch { get; init; }

    /// <summary>Updates done.</summary>
    public required long Updates { get; init; }

    /// <summary>Epoch of the best weights.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Epochs of phase 0 that the run began with.</summary>
    public int PretrainEpochs { get; init; }

    /// <summary>True when the critic has stopped and only the actor is left.</summary>
    public bool IsDone { get; init; }

    /// <summary>Curves so far.</summary>
    public IReadOnlyList<Series> Series { get; init; } = [];
}

/// <summary>A checkpoint file: whole or absent, written after pre-training and trials of lambda, and overwritten after each epoch.</summary>
/// <param name="Header">How far.</param>
/// <param name="State">Online and target weights and moments.</param>
/// <param name="Best">Weights of the best epoch; empty before the first.</param>
internal sealed record Checkpoint(CheckpointHeader Header, SortedDictionary<string, float[]> State, SortedDictionary<string, float[]> Best)
{
    private const string Magic = "foresale checkpoint 2";

    /// <summary>Where the checkpoint of a fit lies. Only an equal fit finds it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="learner">Name of the learner.</param>
    /// <param name="fingerprint">Data, slices, options and seed, in one word.</param>
    public static string PathIn(string folder, string learner, string fingerprint) => Path.Combine(folder, $"{learner}-{fingerprint}.checkpoint");

    /// <summary>Writes the file.</summary>
    public void Write(string path)
    {
        using var staged = new StagedFile(path);
        using (var writer = new BinaryWriter(File.Create(staged.Path), NamedTensors.Text))
        {
            writer.Write(Magic);
            writer.Write(JsonSerializer.Serialize(Header));
            NamedTensors.Write(writer, State);
            NamedTensors.Write(writer, Best);
        }

        staged.Commit();
    }

    /// <summary>Reads the file; null where there is none.</summary>
    /// <exception cref="UserFaultException">The file is no checkpoint, or cut off.</exception>
    public static Checkpoint? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var reader = new BinaryReader(File.OpenRead(path), NamedTensors.Text);
            if (!string.Equals(reader.ReadString(), Magic, StringComparison.Ordinal))
            {
                throw new InvalidDataException("It does not begin as one.");
            }

            var header = JsonSerializer.Deserialize<CheckpointHeader>(reader.ReadString())!;
            return new Checkpoint(header, NamedTensors.Read(reader), NamedTensors.Read(reader));
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or JsonException or FormatException)
        {
            throw new UserFaultException(path, "the file is no whole checkpoint.", "Delete it to train afresh.");
        }
    }
}
