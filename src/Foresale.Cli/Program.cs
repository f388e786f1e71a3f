using Foresale.Cli;

return await App.RunAsync(args);
