using Foresale.Server;

return await ServerApp.RunAsync(new ServerStart { Args = args });
