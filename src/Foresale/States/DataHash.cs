using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Foresale.States;

/// <summary>XxHash128 over all that a learner reads: equal data, equal hash.</summary>
internal static class DataHash
{
    public static StateTable Stamp(StateTable table)
    {
        var hash = new XxHash128();
        hash.Append(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{TargetParser.Describe(table.Target)}|{table.Schema.Hash}|{string.Join(',', table.Actions)}|{table.StateCount}|{table.Nodes.Count}")));
        foreach (var field in table.TokenSchema?.Fields ?? [])
        {
            hash.Append(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"|{field.Name}:{field.Size}")));
        }

        Append(hash, table.Features);
        Append(hash, table.Tokens);
        var nodes = table.Nodes;
        Append(hash, nodes.State);
        Append(hash, nodes.TokenBegin);
        Append(hash, nodes.TokenEnd);
        Append(hash, nodes.TimeLeft);
        Append(hash, nodes.Action);
        Append(hash, nodes.End);
        Append(hash, nodes.Outcome);
        Append(hash, nodes.Weight);
        Append(hash, nodes.Slice);
        Append(hash, nodes.IsRow);
        Append(hash, nodes.User);
        Append(hash, nodes.Item);
        Append(hash, nodes.TimeMs);
        foreach (var horizon in table.Horizons)
        {
            hash.Append(Encoding.UTF8.GetBytes($"|{horizon.Word}"));
        }

        if (table.Horizons.Count > 0)
        {
            Append(hash, nodes.BoughtBin);
            Append(hash, nodes.ObservedBins);
        }

        return table with { DataHash = Convert.ToHexStringLower(hash.GetCurrentHash()) };
    }

    // In pieces: the bytes of a large array may be more than one span can hold.
    private static void Append<T>(XxHash128 hash, T[] values)
        where T : struct
    {
        const int Piece = 1 << 24;
        for (var from = 0; from < values.Length; from += Piece)
        {
            hash.Append(MemoryMarshal.AsBytes(values.AsSpan(from, Math.Min(Piece, values.Length - from))));
        }
    }
}
