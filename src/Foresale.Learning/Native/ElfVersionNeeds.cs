using System.Buffers.Binary;
using System.Text;

namespace Foresale.Learning.Native;

/// <summary>
/// The symbol versions that a 64-bit little-endian ELF library asks of other libraries (section <c>.gnu.version_r</c>,
/// System V ABI with GNU symbol versioning).
/// </summary>
internal static class ElfVersionNeeds
{
    private const uint VersionNeedSection = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort Weak = 2; // VER_FLG_WEAK: the loader warns where it would refuse.
    private const int SectionTableOffset = 0x28, SectionSize = 0x3A, SectionCount = 0x3C;

    /// <summary>A copy of a library in which the need for one version is weak: the library loads where that version is absent.</summary>
    /// <param name="library">The whole file.</param>
    /// <param name="version">The version's name, such as <c>GLIBCXX_3.4.32</c>.</param>
    /// <returns>The copy; null where the file is no such library or does not ask for that version.</returns>
    public static byte[]? Weaken(ReadOnlySpan<byte> library, string version)
    {
        var copy = library.ToArray();
        try
        {
            return WeakenInPlace(copy, Encoding.ASCII.GetBytes(version)) ? copy : null;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null; // Offsets that lead outside: no ELF file, or a broken one.
        }
    }

    private static bool WeakenInPlace(byte[] elf, byte[] version)
    {
        if (!elf.AsSpan().StartsWith("\u007fELF"u8) || elf[4] != 2 || elf[5] != 1)
        {
            return false;
        }

        var found = false;
        var table = Offset(elf, SectionTableOffset);
        for (var i = 0; i < Half(elf, SectionCount); i++)
        {
            var section = table + (i * Half(elf, SectionSize));
            if (Word(elf, section + 4) == VersionNeedSection)
            {
                var names = table + ((int)Word(elf, section + 0x28) * Half(elf, SectionSize)); // sh_link: the string table
                found |= WeakenSection(elf, Offset(elf, section + 0x18), Offset(elf, names + 0x18), version);
            }
        }

        return found;
    }

    // One Verneed record a library, each with a chain of Vernaux records, one a version.
    private static bool WeakenSection(byte[] elf, int need, int names, byte[] version)
    {
        var found = false;
        for (var next = -1; next != 0; need += next)
        {
            var aux = need + (int)Word(elf, need + 8);
            for (var left = Half(elf, need + 2); left > 0; left--)
            {
                var name = elf.AsSpan(names + (int)Word(elf, aux + 8));
                if (name.StartsWith(version) && name[version.Length] == 0)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(aux + 4), (ushort)(Half(elf, aux + 4) | Weak));
                    found = true;
                }

                aux += (int)Word(elf, aux + 12);
            }

            next = (int)Word(elf, need + 12);
        }

        return found;
    }

    private static int Offset(byte[] elf, int at) => (int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt64LittleEndian(elf.AsSpan(at)));

    private static uint Word(byte[] elf, int at) => BinaryPrimitives.ReadUInt32LittleEndian(elf.AsSpan(at));

    private static int Half(byte[] elf, int at) => BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(at));
}
