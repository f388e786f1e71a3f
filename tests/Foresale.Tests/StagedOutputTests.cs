using Foresale.Events;

namespace Foresale.Tests;

public sealed class StagedOutputTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-staged-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_folder_without_commit_is_absent()
    {
        var target = Path.Combine(_root, "model");

        using (var staged = new StagedFolder(target, ["a.txt", "model.json"]))
        {
            File.WriteAllText(Path.Combine(staged.Path, "model.json"), "half");
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));
    }

    [Fact]
    public void A_broken_run_leaves_the_folder_of_the_run_before()
    {
        var target = Path.Combine(_root, "model");
        Write(target, "first", commit: true);

        Write(target, "second", commit: false);

        Assert.Equal("first", File.ReadAllText(Path.Combine(target, "a.txt")));
        Assert.Single(Directory.EnumerateFileSystemEntries(_root));
    }

    [Fact]
    public void A_second_commit_replaces_the_first_whole()
    {
        var target = Path.Combine(_root, "model");
        Write(target, "first", commit: true);
        File.WriteAllText(Path.Combine(target, "model.json"), "of the first run");

        Write(target, "second", commit: true);

        Assert.Equal("second", File.ReadAllText(Path.Combine(target, "a.txt")));
        Assert.False(File.Exists(Path.Combine(target, "model.json")));
    }

    [Fact]
    public void What_somebody_put_beside_the_files_of_an_earlier_run_is_not_lost()
    {
        var target = Path.Combine(_root, "model");
        Write(target, "first", commit: true);
        File.WriteAllText(Path.Combine(target, "notes.txt"), "of a person");
        Directory.CreateDirectory(Path.Combine(target, "drafts"));

        var fault = Assert.Throws<UserFaultException>(() => Write(target, "second", commit: true));

        Assert.Equal($"{target}: the folder of an earlier run also holds drafts, notes.txt, which would be lost. Move that elsewhere, or give another --out.", fault.Message);
        Assert.Equal(("first", "of a person"), (File.ReadAllText(Path.Combine(target, "a.txt")), File.ReadAllText(Path.Combine(target, "notes.txt"))));
        Assert.Single(Directory.EnumerateFileSystemEntries(_root));
    }

    [Fact]
    public void What_somebody_puts_there_while_a_run_writes_moves_over()
    {
        var target = Path.Combine(_root, "model");
        Write(target, "first", commit: true);

        using (var staged = new StagedFolder(target, ["a.txt"]))
        {
            File.WriteAllText(Path.Combine(staged.Path, "a.txt"), "second");
            File.WriteAllText(Path.Combine(target, "notes.txt"), "of a person");
            Directory.CreateDirectory(Path.Combine(target, "drafts"));
            staged.Commit();
        }

        Assert.Equal(("second", "of a person"), (File.ReadAllText(Path.Combine(target, "a.txt")), File.ReadAllText(Path.Combine(target, "notes.txt"))));
        Assert.True(Directory.Exists(Path.Combine(target, "drafts")));
        Assert.Single(Directory.EnumerateFileSystemEntries(_root));
    }

    [Fact]
    public void What_a_file_manager_leaves_holds_nothing_up()
    {
        var target = Path.Combine(_root, "model");
        Write(target, "first", commit: true);
        File.WriteAllText(Path.Combine(target, ".DS_Store"), "");

        Write(target, "second", commit: true);

        Assert.Equal("second", File.ReadAllText(Path.Combine(target, "a.txt")));
    }

    [Fact]
    public void A_folder_of_somebody_elses_files_is_not_replaced()
    {
        var target = Directory.CreateDirectory(Path.Combine(_root, "home")).FullName;
        File.WriteAllText(Path.Combine(target, "thesis.txt"), "three years");

        var fault = Assert.Throws<UserFaultException>(() => new StagedFolder(target, ["dataset.json"]));

        Assert.Contains("the folder holds other files, and no dataset.json: they would be lost.", fault.Message, StringComparison.Ordinal);
        Assert.Equal("three years", File.ReadAllText(Path.Combine(target, "thesis.txt")));
        Assert.Single(Directory.EnumerateFileSystemEntries(_root));
    }

    [Fact]
    public void A_file_without_commit_is_absent_and_one_with_it_is_whole()
    {
        var target = Path.Combine(_root, "scores.csv");
        using (var staged = new StagedFile(target))
        {
            File.WriteAllText(staged.Path, "half");
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));

        using (var staged = new StagedFile(target))
        {
            File.WriteAllText(staged.Path, "whole");
            staged.Commit();
        }

        Assert.Equal("whole", File.ReadAllText(target));
        Assert.Single(Directory.EnumerateFileSystemEntries(_root));
    }

    private static void Write(string target, string text, bool commit)
    {
        using var staged = new StagedFolder(target, ["a.txt", "model.json"]);
        File.WriteAllText(Path.Combine(staged.Path, "a.txt"), text);
        if (commit)
        {
            staged.Commit();
        }
    }
}
