using Foresale.Evaluation;

namespace Foresale.Decisions.Recommendation;

/// <summary>Looks at the probabilities of a case.</summary>
/// <param name="index">Of the case.</param>
/// <param name="probabilities">[N].</param>
public delegate void CaseVisitor(int index, ReadOnlySpan<float> probabilities);

/// <summary>Questions of what comes next, with their answers.</summary>
/// <param name="Contexts">What was clicked before, one row a case.</param>
/// <param name="Next">[cases] the item clicked next.</param>
/// <param name="Session">[cases] the session that a case is a part of: cases of one session are not independent.</param>
public sealed record NextItemCases(ItemSessions Contexts, int[] Next, int[] Session)
{
    private const int BlockCases = 256;

    /// <summary>Cases.</summary>
    public int Count => Next.Length;

    /// <summary>Every click but a session's first, asked from the clicks before it.</summary>
    public static NextItemCases Of(ItemSessions sessions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        var (contexts, next, session) = (new List<int[]>(), new List<int>(), new List<int>());
        for (var s = 0; s < sessions.Count; s++)
        {
            var items = sessions[s];
            for (var t = 1; t < items.Length; t++)
            {
                contexts.Add(items[..t].ToArray());
                next.Add(items[t]);
                session.Add(s);
            }
        }

        return new NextItemCases(ItemSessions.Of(contexts, sessions.ItemCount), [.. next], [.. session]);
    }

    /// <summary>Predicts all cases, a block at a time.</summary>
    /// <param name="model">What predicts.</param>
    /// <param name="visit">Called once a case, in order.</param>
    /// <param name="cancellationToken">Looked at once a block.</param>
    public void ForEach(INextItemModel model, CaseVisitor visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(visit);
        var probabilities = new float[BlockCases * model.ItemCount];
        for (var begin = 0; begin < Count; begin += BlockCases)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(BlockCases, Count - begin);
            model.Predict(Contexts.Slice(begin, count), probabilities);
            for (var c = 0; c < count; c++)
            {
                visit(begin + c, probabilities.AsSpan(c * model.ItemCount, model.ItemCount));
            }
        }
    }

    /// <summary>How a model ranks what came next.</summary>
    /// <param name="model">What predicts.</param>
    /// <param name="length">k, places of the list.</param>
    /// <param name="cancellationToken">Looked at once a block of cases.</param>
    public NextItemRanks Ranks(INextItemModel model, int length, CancellationToken cancellationToken)
    {
        var ranks = new NextItemRanks(length);
        ForEach(model, (c, probabilities) => ranks.Add(probabilities, Next[c]), cancellationToken);
        return ranks;
    }
}
