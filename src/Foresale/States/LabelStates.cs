using Foresale.Features;

namespace Foresale.States;

/// <summary>Nodes, slices and further columns of a label file.</summary>
internal static class LabelStates
{
    public static Slice[] Slices(LabelSet labels, SplitPlan plan) =>
        [.. labels.Rows.Select(row => plan.SliceAt(row.Time.ToUnixTimeMilliseconds(), UserHash.Share(row.UserId)))];

    public static int[] TrainingRows(Slice[] slices) => [.. Enumerable.Range(0, slices.Length).Where(row => slices[row] == Slice.Train)];

    public static StateTable Finish(
        LogReplay replay, LabelReader reader, LabelSet labels, Slice[] slices, TableEncoding encoding, FoldSettings settings)
    {
        var list = new NodeList();
        var rowOf = new int[replay.States.Count];
        for (var row = 0; row < labels.Rows.Count; row++)
        {
            var label = labels.Rows[row].Label;
            var end = label switch { true => NodeEnd.Bought, false => NodeEnd.NotBought, _ => NodeEnd.Truncated };
            rowOf[reader.StateOf[row]] = row;
            list.Add(reader.StateOf[row], timeLeft: 1f, action: -1, end, isRow: true);
            list.Close(label switch { true => 1f, false => 0f, _ => float.NaN }, weight: 1f, slices[row]);
        }

        var (tokens, begin) = replay.Tape.TokensByName(replay.Names.Count);
        var nodes = list.ToTable(replay.States.Marks, begin);
        var width = replay.Schema.Count + encoding.Count;
        var features = replay.States.ToFeatures(encoding.Count);
        encoding.Write(labels.Extra, rowOf, features, width, replay.Schema.Count);
        return DataHash.Stamp(new StateTable
        {
            Target = new Target(TargetKind.Labels),
            Actions = [],
            Schema = new FeatureSchema([.. replay.Schema.Columns, .. encoding.FeatureColumns()]),
            Features = features,
            TokenSchema = replay.TokenSchema,
            Tokens = tokens,
            Nodes = nodes,
            UserIds = replay.Users.Words,
            ItemIds = replay.Items.Words,
            Segments = FacetWords.Of(replay.States.Marks, nodes.State, replay.Devices.Words, replay.Categories.Words),
            Settings = settings,
            Encoding = encoding,
            DataHash = "",
        });
    }
}
