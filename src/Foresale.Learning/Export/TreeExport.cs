using Foresale.Learning.Baselines;

namespace Foresale.Learning.Export;

/// <summary>Writes trees as the standard's TreeEnsembleRegressor.</summary>
internal static class TreeExport
{
    /// <summary>Adds trees over the filled features.</summary>
    /// <returns>Log-odds, [N].</returns>
    public static string AddTo(OnnxGraph graph, TreeEnsemble trees)
    {
        if (trees.Roots.Length == 0)
        {
            return graph.AddConstantPerRow("trees.offset", (float)trees.Offset);
        }

        var nodes = new NodeLists();
        for (var tree = 0; tree < trees.Roots.Length; tree++)
        {
            nodes.AddTree(trees, tree);
        }

        var raw = graph.AddNode("TreeEnsembleRegressor", OnnxGraph.MachineLearningDomain, [OnnxGraph.FilledFeatures], outputs: 1, nodes.Attributes(trees.Offset))[0]; // [N, 1]
        return graph.AddSqueeze(raw, 1);
    }

    /// <summary>Parallel lists, one entry a node; leaves are nodes of their own.</summary>
    private sealed class NodeLists
    {
        private readonly List<long> _tree = [];
        private readonly List<long> _id = [];
        private readonly List<string> _mode = [];
        private readonly List<long> _feature = [];
        private readonly List<float> _value = [];
        private readonly List<long> _missing = [];
        private readonly List<long> _true = [];
        private readonly List<long> _false = [];
        private readonly List<long> _leafTree = [];
        private readonly List<long> _leafId = [];
        private readonly List<float> _leafValue = [];

        public void AddTree(TreeEnsemble trees, int tree)
        {
            var begin = _id.Count;
            Add(trees, tree, trees.Roots[tree], begin);
        }

        public OnnxAttribute[] Attributes(double offset) =>
        [
            OnnxAttribute.Of("n_targets", 1),
            OnnxAttribute.Of("aggregate_function", "SUM"),
            OnnxAttribute.Of("post_transform", "NONE"),
            OnnxAttribute.Of("base_values", [(float)offset]),
            OnnxAttribute.Of("nodes_treeids", _tree),
            OnnxAttribute.Of("nodes_nodeids", _id),
            OnnxAttribute.Of("nodes_modes", _mode),
            OnnxAttribute.Of("nodes_featureids", _feature),
            OnnxAttribute.Of("nodes_values", _value),
            OnnxAttribute.Of("nodes_missing_value_tracks_true", _missing),
            OnnxAttribute.Of("nodes_truenodeids", _true),
            OnnxAttribute.Of("nodes_falsenodeids", _false),
            OnnxAttribute.Of("target_treeids", _leafTree),
            OnnxAttribute.Of("target_nodeids", _leafId),
            OnnxAttribute.Of("target_ids", new long[_leafTree.Count]),
            OnnxAttribute.Of("target_weights", _leafValue),
        ];

        // Node ids count from 0 within a tree, a parent before its children.
        private long Add(TreeEnsemble trees, int tree, int node, int begin)
        {
            var place = _id.Count;
            _tree.Add(tree);
            _id.Add(place - begin);
            _true.Add(0);
            _false.Add(0);
            if (node < 0)
            {
                _mode.Add("LEAF");
                _feature.Add(0);
                _value.Add(0);
                _missing.Add(0);
                _leafTree.Add(tree);
                _leafId.Add(place - begin);
                _leafValue.Add((float)trees.Leaf[~node]);
                return place - begin;
            }

            _mode.Add("BRANCH_LEQ");
            _feature.Add(trees.Feature[node]);
            _value.Add(trees.Threshold[node]);
            _missing.Add(trees.MissingLeft[node] ? 1 : 0);
            _true[place] = Add(trees, tree, trees.Left[node], begin);
            _false[place] = Add(trees, tree, trees.Right[node], begin);
            return place - begin;
        }
    }
}
