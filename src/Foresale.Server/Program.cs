using Foresale.Server;
using Foresale.Server.Shop;

return await ServerApp.RunAsync(new ServerStart { Args = args, Add = ShopServices.Add, Map = ShopServices.Map });
