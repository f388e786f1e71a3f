using System.IO.Hashing;
using System.Text;
using Foresale.Server.Models;

namespace Foresale.Server.Alarms;

/// <summary>
/// Whether shown scores are spread otherwise than when their model began to serve. Windows follow one another; the model's first is the reference. Not safe for several threads.
/// </summary>
/// <remarks>
/// The calibration slice is no reference: it has a row an event, while a shop reads scores when it likes and each shopper counts here once a window, so a healthy shop would be far
/// from it on the first day. What a model was like on its first day was judged by who let it serve.
/// </remarks>
/// <param name="shoppers">Shoppers of a window at least.</param>
/// <param name="span">Time of a window at least.</param>
internal sealed class ScoreDrift(int shoppers, TimeSpan span)
{
    private const int MostShoppers = 100_000; // further ones of a window are left out

    private readonly HashSet<ulong> _seen = [];
    private readonly List<float> _scores = [];
    private DateTimeOffset? _began;
    private string? _model;
    private ScoreHistogram? _reference;

    /// <summary>Population stability index of the last whole window against the reference; null before there are two.</summary>
    public double? Psi { get; private set; }

    /// <summary>A score was shown. A shopper's first of a window counts.</summary>
    public void Add(string model, string userId, float intent, DateTimeOffset at)
    {
        if (!string.Equals(model, _model, StringComparison.Ordinal))
        {
            (_model, _reference, Psi) = (model, null, null);
            Begin(at);
        }

        _began ??= at;
        if (_seen.Count < MostShoppers && _seen.Add(XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(userId))))
        {
            _scores.Add(intent);
        }

        if (_scores.Count >= shoppers && at - _began >= span)
        {
            Close();
            Begin(at);
        }
    }

    /// <summary>The reference; null before there is one.</summary>
    public Memory? Keep() => _reference is null ? null : new Memory(_model!, _reference.Cuts, _reference.Counts, Psi);

    /// <summary>Goes on from a reference.</summary>
    public void Remember(Memory memory)
    {
        (_model, Psi) = (memory.Model, memory.Psi);
        _reference = new ScoreHistogram(memory.Cuts);
        _reference.Add(memory.Counts);
    }

    private void Begin(DateTimeOffset at)
    {
        _seen.Clear();
        _scores.Clear();
        _began = at;
    }

    private void Close()
    {
        _scores.Sort();
        var window = _reference?.Empty() ?? ScoreHistogram.OfDeciles(_scores);
        _scores.ForEach(window.Add);
        Psi = _reference is null ? null : ScoreHistogram.Psi(_reference, window);
        _reference ??= window;
    }

    /// <summary>The reference, for a file.</summary>
    public sealed record Memory(string Model, IReadOnlyList<float> Cuts, IReadOnlyList<long> Counts, double? Psi);
}
