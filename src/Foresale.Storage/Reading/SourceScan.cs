using System.IO.Hashing;
using System.Text;
using Foresale.Events;

namespace Foresale.Storage.Reading;

/// <summary>What one pass over the bytes of the files tells, beside DuckDB's reading.</summary>
/// <param name="Hash">XxHash128 over the files, in their order, and the mapping, in hex.</param>
/// <param name="Swallowed">Lines that a quote without an end took in.</param>
internal sealed record SourceScan(string Hash, IReadOnlyList<SwallowedLines> Swallowed)
{
    /// <summary>Reads the files. Also finds a .gz that breaks off, which DuckDB reads as a shorter file.</summary>
    /// <exception cref="UserFaultException">A .gz is damaged.</exception>
    public static SourceScan Of(IReadOnlyList<SourceFile> files, Mapping mapping, CancellationToken cancellationToken)
    {
        var hash = new XxHash128();
        hash.Append(Encoding.UTF8.GetBytes(MappingFile.Write(mapping)));
        var swallowed = new List<SwallowedLines>();
        var buffer = new byte[1 << 20];
        for (var index = 0; index < files.Count; index++)
        {
            var file = files[index];
            if (file.Query is { } query)
            {
                // The rows themselves: how Parquet lays them out changes with the library.
                hash.Append(query.Hash);
                continue;
            }

            var quotes = file.Format is SourceFormat.Text ? new QuoteScan(index, (byte)file.Delimiter, file.Columns.Count) : null;
            using var stream = file.OpenRead();
            try
            {
                for (int read; (read = stream.Read(buffer)) > 0;)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    hash.Append(buffer.AsSpan(0, read));
                    quotes?.Append(buffer.AsSpan(0, read));
                }
            }
            catch (InvalidDataException)
            {
                throw SourceFile.Damaged(file.Name);
            }

            swallowed.AddRange(quotes?.Finish() ?? []);
        }

        return new SourceScan(Convert.ToHexStringLower(hash.GetCurrentHash()), swallowed);
    }
}
