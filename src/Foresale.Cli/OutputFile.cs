using Foresale.Events;
using Foresale.Storage.Reading;

namespace Foresale.Cli;

/// <summary>What may stand where a verb writes a file: nothing, or a file that the same verb wrote. Folders have <see cref="StagedFolder"/> for it.</summary>
internal static class OutputFile
{
    private const int LongestHeader = 1 << 14;
    private const int LargestMapping = 1 << 20;

    /// <summary>Refuses a target that is an input, a folder, or a file of somebody's.</summary>
    /// <param name="path">Where the verb is to write.</param>
    /// <param name="inputs">What it reads; null for options that were not given.</param>
    /// <param name="kind">What it writes, in a word or two.</param>
    /// <param name="isEarlier">True for a file that it wrote before.</param>
    /// <param name="option">The option that names the target.</param>
    /// <exception cref="UserFaultException">Something would be lost.</exception>
    public static void Require(string path, IEnumerable<string?> inputs, string kind, Func<string, bool> isEarlier, string option = "--out")
    {
        var full = Path.GetFullPath(path);
        if (inputs.Any(i => i is not null && string.Equals(Path.GetFullPath(i), full, StringComparison.Ordinal)))
        {
            throw new UserFaultException(path, "this is an input of the same command, and would be overwritten.", $"Give another {option}.");
        }

        if (Directory.Exists(full))
        {
            throw new UserFaultException(path, "this is a folder, and a file is to be written.", $"Give a file's name as {option}.");
        }

        if (File.Exists(full) && new FileInfo(full).Length > 0 && !isEarlier(full))
        {
            throw new UserFaultException(path, $"the file that stands here is no {kind} of an earlier run, and would be lost.", $"Move it elsewhere, or give another {option}.");
        }
    }

    /// <summary>True for a CSV or Parquet file with some columns.</summary>
    public static bool HasColumns(string path, params IReadOnlyList<string> columns)
    {
        if (path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
        {
            try
            {
                return !columns.Except(SampleReader.Read(path).Columns, StringComparer.Ordinal).Any();
            }
            catch (UserFaultException)
            {
                return false; // no Parquet
            }
        }

        using var reader = new StreamReader(path);
        var head = new char[LongestHeader];
        var text = head.AsSpan(0, reader.ReadBlock(head));
        var end = text.IndexOfAny('\r', '\n');
        return end > 0 && !columns.Except(text[..end].ToString().Split(','), StringComparer.Ordinal).Any();
    }

    /// <summary>True for a mapping file.</summary>
    public static bool IsMapping(string path)
    {
        try
        {
            return new FileInfo(path).Length <= LargestMapping && MappingFile.Parse(File.ReadAllText(path), path) is not null;
        }
        catch (UserFaultException)
        {
            return false;
        }
    }
}
