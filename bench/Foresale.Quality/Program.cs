using System.CommandLine;
using Foresale.Quality;
using Foresale.Quality.Agents;
using Foresale.Quality.NextItem;

var root = new RootCommand("Foresale's quality: each study trains, judges and writes a table of Markdown and one of JSON.");
root.Add(ResultsStudy.Create());
root.Add(OnlineShoppersStudy.Create());
root.Add(CampaignResponseStudy.Create());
root.Add(BoughtPairsStudy.Create());
root.Add(PlantedStudy.Create());
root.Add(TabularStudy.Create());
root.Add(NextItemStudy.Create());
root.Add(PortraitsStudy.Create());
root.Add(ReviewsStudy.Create());
root.Add(PendulumStudy.Create());
root.Add(VirtualTaobaoStudy.Create());
root.Add(ArticleStudy.Create());
return await root.Parse(args).InvokeAsync();
