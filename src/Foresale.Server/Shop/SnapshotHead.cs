using Foresale.Storage.EventLog;

namespace Foresale.Server.Shop;

/// <summary>What stands before all else in a snapshot: whether the rest can be used.</summary>
/// <param name="Position">Address in the log behind all that it holds.</param>
/// <param name="LastArrival">The log's clock.</param>
/// <param name="Day">The day that has begun; null before the first.</param>
/// <param name="Shards">Their number.</param>
/// <param name="Fold">Hash of the fold's settings.</param>
internal sealed record SnapshotHead(long Position, DateTimeOffset LastArrival, DateOnly? Day, int Shards, string Fold)
{
    private const int Format = 3, Damaged = 0;

    /// <summary>Writes it.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="isWhole">False where a shopper's state was found damaged: the next start then gives the snapshot up.</param>
    public void Write(BinaryWriter writer, bool isWhole)
    {
        writer.Write(isWhole ? Format : Damaged);
        writer.Write(Position);
        writer.Write(LastArrival.UtcTicks);
        writer.Write(Day?.DayNumber ?? -1);
        writer.Write(Shards);
        writer.Write(Fold);
    }

    /// <summary>Reads it.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="path">The snapshot, for messages.</param>
    /// <exception cref="InvalidDataException">It is of another format, or a shopper's state was found damaged.</exception>
    public static SnapshotHead Read(BinaryReader reader, string path)
    {
        if (reader.ReadInt32() is var format && format != Format)
        {
            throw new InvalidDataException($"{path}: {(format == Damaged ? "a shopper's state in it was found damaged" : $"its format is {format}, and this build reads {Format}")}.");
        }

        var (position, lastArrival, day) = (reader.ReadInt64(), new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero), reader.ReadInt32());
        return new SnapshotHead(position, lastArrival, day < 0 ? null : DateOnly.FromDayNumber(day), reader.ReadInt32(), reader.ReadString());
    }

    /// <summary>Looks whether the snapshot is of this shop as it is served now, and stands in its log.</summary>
    /// <exception cref="InvalidDataException">It is not, and why.</exception>
    public void Check(string path, int shards, string fold, DurableLog log)
    {
        if (Shards != shards)
        {
            throw new InvalidDataException($"{path}: it has {Shards} shards, and {shards} are wanted.");
        }

        if (!string.Equals(Fold, fold, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: it was written with other settings of the fold: another model served then.");
        }

        if (Position > log.Tail)
        {
            // What it holds beyond the log's end would keep new entries at the same addresses out.
            throw new InvalidDataException($"{path}: it stands at {Position}, and the log ends at {log.Tail}: the log lost its end.");
        }
    }
}
