using System.Globalization;
using System.IO.Hashing;
using Foresale.Live;
using Foresale.Scoring;
using Foresale.Storage.EventLog;

namespace Foresale.Server.Shop;

/// <summary>What a snapshot gave back.</summary>
internal sealed record FoundSnapshot(ShardSet Shards, Names Names, SeenEvents Seen, long Position, DateTimeOffset LastArrival);

/// <summary>
/// The state of a shop on disk, so that a start replays minutes and not years: one file a snapshot, named after its place in the log, written beside and renamed, with a checksum at its end.
/// </summary>
internal sealed class Snapshots(string folder, ModelManifest manifest, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> users)
{
    private const int Format = 1;
    private const string Ending = ".snapshot";

    /// <summary>Writes a snapshot and removes all older ones: an erased shopper must stand in none of them.</summary>
    /// <param name="shards">The shoppers.</param>
    /// <param name="names">Who is who.</param>
    /// <param name="seen">Events of the last days.</param>
    /// <param name="position">Address in the log behind all that these hold.</param>
    /// <param name="lastArrival">The log's clock.</param>
    public void Save(ShardSet shards, Names names, SeenEvents seen, long position, DateTimeOffset lastArrival)
    {
        DataFolder.MakeFolder(folder);
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, position):D20}{Ending}"));
        var beside = path + ".partial";
        File.Delete(beside);
        using (var file = DataFolder.OpenPrivate(beside, FileMode.Create))
        {
            using var hashed = new HashingStream(new BufferedStream(file, 1 << 20));
            using var writer = new BinaryWriter(hashed);
            writer.Write(Format);
            writer.Write(position);
            writer.Write(lastArrival.UtcTicks);
            writer.Write(shards.Day?.DayNumber ?? -1);
            writer.Write(shards.Count);
            names.Save(writer);
            seen.Save(writer);
            for (var i = 0; i < shards.Count; i++)
            {
                shards.Save(i, writer);
            }

            writer.Flush();
            hashed.WriteHash();
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
        foreach (var old in Directory.GetFiles(folder).Where(f => !string.Equals(f, path, StringComparison.Ordinal)))
        {
            File.Delete(old);
        }
    }

    /// <summary>The newest snapshot that is whole and was written by the same features and number of shards; null for none: then the log is replayed from its begin.</summary>
    /// <param name="shards">Number of shards that is wanted.</param>
    /// <param name="keys">Names of shoppers.</param>
    /// <param name="onFault">Is told of snapshots that cannot be used.</param>
    public FoundSnapshot? Load(int shards, UserKeys keys, Action<Exception> onFault)
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }

        foreach (var path in Directory.GetFiles(folder, $"*{Ending}").OrderDescending(StringComparer.Ordinal))
        {
            try
            {
                return Read(path, shards, keys);
            }
            catch (Exception fault) // damaged bytes read as anything
            {
                onFault(fault);
            }
        }

        return null;
    }

    private FoundSnapshot Read(string path, int shards, UserKeys keys)
    {
        using var hashed = new HashingStream(new BufferedStream(File.OpenRead(path), 1 << 20));
        using var reader = new BinaryReader(hashed);
        if (reader.ReadInt32() is var format && format != Format)
        {
            throw new InvalidDataException($"{path}: its format is {format}, and this build reads {Format}.");
        }

        var (position, lastArrival, day) = (reader.ReadInt64(), new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero), reader.ReadInt32());
        if (reader.ReadInt32() is var count && count != shards)
        {
            throw new InvalidDataException($"{path}: it has {count} shards, and {shards} are wanted.");
        }

        var (names, seen) = (Names.Load(keys, reader), SeenEvents.Load(reader));
        Shard[] read = [.. Enumerable.Range(0, count).Select(_ => Shard.Load(manifest, users, reader))];
        return hashed.ReadHash()
            ? new FoundSnapshot(new ShardSet(read, day < 0 ? null : DateOnly.FromDayNumber(day)), names, seen, position, lastArrival)
            : throw new InvalidDataException($"{path}: its checksum is another one: the file is damaged.");
    }

    /// <summary>Passes bytes on and sums them up; the sum stands behind them.</summary>
    private sealed class HashingStream(Stream inner) : Stream
    {
        private readonly XxHash3 _hash = new();

        public override bool CanRead => inner.CanRead;

        public override bool CanSeek => false;

        public override bool CanWrite => inner.CanWrite;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public void WriteHash()
        {
            inner.Write(_hash.GetCurrentHash());
            inner.Flush();
        }

        public bool ReadHash()
        {
            Span<byte> written = stackalloc byte[8];
            var hash = _hash.GetCurrentHash();
            return inner.ReadAtLeast(written, written.Length, throwOnEndOfStream: false) == written.Length && written.SequenceEqual(hash);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _hash.Append(buffer);
            inner.Write(buffer);
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = inner.Read(buffer);
            _hash.Append(buffer[..count]);
            return count;
        }

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
