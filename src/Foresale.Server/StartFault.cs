using Foresale.Events;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Foresale.Server;

/// <summary>What keeps a server from starting and is not a fault of the program, in the words of its cause.</summary>
internal static class StartFault
{
    /// <summary>The message; null where the fault is ours and the stack has to be seen.</summary>
    public static string? TextOf(Exception fault) => fault switch
    {
        UserFaultException => fault.Message,
        OptionsValidationException options => string.Join(Environment.NewLine, options.Failures),
        AggregateException { InnerExceptions: [var only] } => TextOf(only),
        AggregateException several when several.InnerExceptions.All(e => TextOf(e) is not null) => string.Join(Environment.NewLine, several.InnerExceptions.Select(TextOf)),
        IOException { InnerException: AddressInUseException } => $"Foresale:Urls: {fault.Message.TrimEnd('.')}. Stop what listens there, or give another address by --urls.",
        IOException or UnauthorizedAccessException => $"start: {fault.Message.TrimEnd('.')}. Give a folder or file that this user may read and write.",
        _ => null,
    };
}
